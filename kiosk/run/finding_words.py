"""What `kiosk doctor` says, in Vietnamese."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import msgspec

BLANK = "{}"
"""Stands for a value in both languages; values keep their order."""


def in_vietnamese(text: str) -> str:
    """Give a finding or a remedy in Vietnamese; as it is where there are no words for it, as for other programs' errors."""
    for pattern, vietnamese in _phrases():
        found = pattern.fullmatch(text)
        if found is not None:
            return vietnamese.format(*map(in_vietnamese, found.groups()))
    return text


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Read the table, phrases with more words of their own first."""
    table = msgspec.json.decode(
        resources.files("kiosk.run").joinpath("findings_vi.json").read_bytes(), type=dict[str, str]
    )
    ordered = sorted(table, key=lambda english: len(english.replace(BLANK, "")), reverse=True)
    return tuple((_pattern(english), table[english]) for english in ordered)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, english.split(BLANK))), re.DOTALL)
