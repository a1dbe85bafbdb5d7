"""The words of the screen: one JSON file per language in ``strings/``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from kiosk.errors import ConfigInvalid
from kiosk.ui.view_state import FALLBACK_LANGUAGE

STRINGS = Path(__file__).parent / "strings"

Words = Mapping[str, str]
"""Every text of one language by its key; ``{name}`` marks what is filled in."""


def load_wording(folder: Path = STRINGS) -> Mapping[str, Words]:
    """Read all languages of a folder, by language code, Vietnamese first.

    Raises:
        ConfigInvalid: A file is unreadable, or lacks a text that Vietnamese has.
    """
    paths = sorted(folder.glob("*.json"), key=lambda path: (path.stem != FALLBACK_LANGUAGE, path.stem))
    wording = {path.stem: _read(path) for path in paths}
    wanted = wording[FALLBACK_LANGUAGE].keys()
    for language, words in wording.items():
        if words.keys() != wanted:
            differing = ", ".join(sorted(words.keys() ^ wanted))
            raise ConfigInvalid(f"{language}.json and vi.json in {folder} differ in: {differing}")
    return MappingProxyType(wording)


def _read(path: Path) -> Words:
    try:
        words: dict[str, str] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigInvalid(f"{path} cannot be read: {error}") from error
    return MappingProxyType(words)
