"""Files of settings: a card's, a QR code's, central's, and an office's own."""

from __future__ import annotations

import tempfile
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from kiosk.config import Config, embedded_tables, load_config, parse_config
from kiosk.config_published import apply_published
from kiosk.device.setup_file import read_setup
from kiosk.domain.shown_code import SETTINGS_MARK
from tests.device.settings import GOOD
from tests.fuzz.target import Target

MEMORY = Path("/dev/shm")
"""A parser that asks for a file gets one that costs no disk."""

PUBLISHED = """effective_from = "2027-01-01"

[policy]
max_calls = 3

[[counter]]
number = 1
fields = ["ho_tich"]
"""


@cache
def scratch() -> Path:
    """Give a folder in memory of this process's own; it goes with the process."""
    folder = tempfile.TemporaryDirectory(prefix="kiosk-fuzz-", dir=MEMORY if MEMORY.is_dir() else None)
    _kept.append(folder)
    return Path(folder.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []


@cache
def _embedded() -> dict[str, Any]:
    return embedded_tables()


@cache
def _own() -> Config:
    return load_config(None)


def read_first_boot(content: bytes) -> None:
    """Read a card's file; what is then written as the office's own must be read again."""
    office = read_setup(content, "kiosk.toml", _embedded()).office
    parse_config({**_embedded(), **tomllib.loads(office)}, "what was written")


def read_own(content: bytes) -> None:
    """Read an office's own file, from a file."""
    path = scratch() / "kiosk.toml"
    path.write_bytes(content)
    load_config(path)


def read_published(content: bytes) -> None:
    """Lay what central publishes over an office's own."""
    apply_published(_own(), content.decode("utf-8", "replace"), "central's version 1")


WORDS = tuple(
    f"{word}\n".encode()
    for word in (
        "[policy]",
        "[office]",
        "[[field]]",
        "[[counter]]",
        "[[kiosk]]",
        "[theme]",
        "[calendar]",
        "[wifi]",
    )
)
DEFAULTS = resources.files("kiosk").joinpath("defaults.toml").read_text("utf-8")

TARGETS = (
    Target("first-boot", read_first_boot, (GOOD.encode(), f"{SETTINGS_MARK}{GOOD}".encode()), WORDS),
    Target(
        "configuration",
        read_own,
        (f"[office]{GOOD.rpartition('[central]')[0].partition('[office]')[2]}".encode(), DEFAULTS.encode()),
        WORDS,
    ),
    Target("published", read_published, (PUBLISHED.encode(),), WORDS),
)
