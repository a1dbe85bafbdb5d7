"""The threat model of docs/security.md, as its table says it: who, what, and the tests that try it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.proofs import ROOT

PAGE = ROOT / "docs" / "security.md"
HEADING = re.compile(r"^\| \*\*(.+)\*\* \|")
PROOF = re.compile(r"`(tests/[\w/]+\.py(?:::test_\w+)?)`")
CELLS = 3


@dataclass(frozen=True, slots=True)
class Threat:
    """One row: what somebody does, what stands against it, and its tests, as ``path::name`` or a file."""

    who: str
    what: str
    answer: str
    proofs: tuple[str, ...]


def read_threats(page: str) -> list[Threat]:
    """Give the rows of the page's table under the headings of those who threaten."""
    threats: list[Threat] = []
    who = ""
    table = page.partition("|---|---|---|\n")[2].partition("\n\n")[0]
    for line in table.splitlines():
        if heading := HEADING.match(line):
            who = heading[1]
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == CELLS, line
        threats.append(Threat(who, cells[0], cells[1], tuple(PROOF.findall(cells[2]))))
    return threats
