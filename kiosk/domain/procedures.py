"""Procedures and how they are found: by parts of words, without diacritics, in citizens' own words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_WORD = re.compile(r"[\W_]+")

MOST_FOUND = 6
"""Results shown at once: what fits a kiosk's screen at 20 mm each."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure of the catalogue.

    Attributes:
        code: Official code, such as ``2.000815``.
        field: Code of the field that takes it; empty where the office does not.
        papers: What to bring, one item each.
        time_limit: Legal time limit in words.
        fee: Fee in words, copied verbatim: exemptions are part of it.
        words: What citizens call it, such as ``sao y``.
        url: Its page on the portal; empty for none.
        is_verified: Whether the office has confirmed code, time limit and fee.
    """

    code: str
    name_vi: str
    name_en: str
    field: str
    papers: tuple[str, ...] = ()
    time_limit: str = ""
    fee: str = ""
    words: tuple[str, ...] = ()
    url: str = ""
    is_verified: bool = False


def fold(text: str) -> str:
    """Write in small Latin letters without diacritics, and one blank for whatever is no letter or digit.

    ``đ`` becomes ``d``, which Unicode does not take apart.
    """
    # Whole letters first: a mark that stands apart would count as no letter.
    whole = unicodedata.normalize("NFC", text).casefold().replace("đ", "d")
    words = _NO_WORD.sub(" ", whole).strip()
    return unicodedata.normalize("NFD", words).encode("ascii", "ignore").decode()


class ProcedureIndex:
    """Search through a catalogue of thousands between two touches.

    Every word of every procedure is kept in one sorted list, so that the words that begin with what
    was typed are neighbours.
    """

    __slots__ = ("_ids", "_names", "_words", "procedures")

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self.procedures = tuple(procedures)
        whose: dict[str, set[int]] = {}
        self._names: list[str] = []
        for number, procedure in enumerate(self.procedures):
            names = (procedure.name_vi, procedure.name_en, *procedure.words)
            self._names.append(" | ".join(fold(name) for name in names))
            for word in {*self._names[-1].split(), *fold(procedure.code).split(), procedure.code}:
                whose.setdefault(word, set()).add(number)
        self._words = sorted(whose)
        self._ids = [whose[word] for word in self._words]

    def search(self, text: str, most: int = MOST_FOUND) -> tuple[Procedure, ...]:
        """Give the procedures in which a word begins with each typed word, best first.

        A name that begins with the whole text comes before one that holds it, and that before one
        whose words only occur in it; shorter names come first among equals.
        """
        typed = text.split() if "." in text else fold(text).split()
        if not typed:
            return ()
        found: set[int] | None = None
        for word in typed:
            mine = self._starting_with(word)
            found = mine if found is None else found & mine
            if not found:
                return ()
        assert found is not None
        whole = " ".join(typed)
        ranked = sorted(
            found, key=lambda number: (self._rank(number, whole), len(self._names[number]), number)
        )
        return tuple(self.procedures[number] for number in ranked[:most])

    def _starting_with(self, word: str) -> set[int]:
        found: set[int] = set()
        at = bisect_left(self._words, word)
        while at < len(self._words) and self._words[at].startswith(word):
            found |= self._ids[at]
            at += 1
        return found

    def _rank(self, number: int, whole: str) -> int:
        names = self._names[number]
        if f"| {whole}" in f"| {names}":
            return 0
        return 1 if f" {whole}" in names else 2
