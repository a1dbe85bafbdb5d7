"""A report's piece as pages, prints and files show it: a table of typed cells, and how to look at them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from kiosk.reports.measure import MINUTE_MS
from kiosk.reports.table import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

Bands = tuple[tuple[str, int], ...]
"""Headings above the headings, each with how many columns it spans."""


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a report.

    Attributes:
        bands: Empty for a table with one row of headings.
        note: What a reader must know to understand it.
        late: From which value on a column's numbers are marked, and from which on strongly.
        links: Where a row's name leads, row by row; empty for nowhere.
        last_is_whole: Whether the last row is everything together.
    """

    table: Table
    note: str = ""
    bands: Bands = ()
    late: tuple[tuple[int, float, float], ...] = ()
    links: tuple[str, ...] = ()
    last_is_whole: bool = False

    def mark(self, column: int, cell: Cell) -> str:
        """Give the class of a cell."""
        if not isinstance(cell, int | float):
            return ""
        limits = next(((some, many) for place, some, many in self.late if place == column), None)
        if limits is None:
            return ""
        return "very-late" if cell > limits[1] else "late" if cell > limits[0] else ""

    def counting(self) -> list[bool]:
        """Tell of each column whether it holds numbers; the first one holds names."""
        columns = zip_longest(self.table.headings, *self.table.rows)
        return [place > 0 and _are_numbers(cells) for place, (_heading, *cells) in enumerate(columns)]

    def link(self, row: int) -> str:
        """Give where a row's name leads; empty for nowhere."""
        return self.links[row] if row < len(self.links) else ""


@dataclass(frozen=True, slots=True)
class HeatGrid:
    """A heat map as a table: a row for each hour or office, a cell for each column.

    Attributes:
        cells: Row by row: tickets, mean wait in minutes or None, and its shade, see `shade`; None where nobody came.
    """

    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[tuple[int, float | None, int] | None, ...], ...]
    note: str = ""


SHADE_EDGES_MIN = (5, 10, 15, 30)
"""Mean waits, in minutes, at which the next shade begins; the same classes as the desk's buckets, whoever looks."""


def _are_numbers(cells: Sequence[Cell]) -> bool:
    """Tell whether cells are numbers, a word here and there among them; empty ones could be."""
    return any(isinstance(cell, int | float) for cell in cells) or not any(
        isinstance(cell, str) for cell in cells
    )


def shade(mean_ms: float | None) -> int:
    """Give the shade of a mean wait: 0 for none known, then 1 to 5."""
    if mean_ms is None:
        return 0
    return 1 + sum(mean_ms >= edge * MINUTE_MS for edge in SHADE_EDGES_MIN)
