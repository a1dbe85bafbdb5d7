"""The part of a configuration that a province may write for its offices."""

from __future__ import annotations

import msgspec

from kiosk.config import Config, parse_config
from kiosk.errors import ConfigInvalid
from kiosk.lib.toml_text import read_toml

PUBLISHED = frozenset(
    {
        "calendar",
        "counter",
        "day_mode",
        "effective_from",
        "face",
        "field",
        "notice",
        "policy",
        "priority",
        "services",
        "theme",
    }
)
"""Not which machine this is, where it keeps its data, what it is connected to or whom it trusts."""


def apply_published(own: Config, text: str, name: str) -> Config:
    """Give an office's configuration with a published version laid over it, table by table.

    Args:
        text: TOML.
        name: Used in messages.

    Raises:
        ConfigInvalid: It is no TOML, names a table that is not central's to write, has no effective
            date, or does not hold together with the office's own tables.
    """
    given = read_toml(text, name)
    strange = sorted(set(given) - PUBLISHED)
    if strange:
        raise ConfigInvalid(f"{name}: [{strange[0]}] is the office's own; remove it")
    if not given.get("effective_from"):
        raise ConfigInvalid(f"{name}: no effective_from; name the date from which it holds")
    config = parse_config({**msgspec.to_builtins(own), **given}, name)
    if config.face.accept_flat:
        raise ConfigInvalid(f"{name}: [face] accept_flat is for demonstrations only; remove it")
    return config
