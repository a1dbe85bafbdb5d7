"""A table as people read it, and as text for other programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass

Cell = str | int | float | None

HEAT_TITLE = "Bản đồ nhiệt"

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets run a cell that begins so; source: OWASP, CSV injection."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; None is an empty cell."""

    title: str
    headings: list[str]
    rows: list[list[Cell]]


def to_csv(table: Table) -> str:
    """Write one table as RFC 4180 CSV; the byte order mark makes spreadsheets read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    return "\ufeff" + text.getvalue()


def table_to_json(table: Table) -> str:
    """Write one table as JSON: its rows as objects of heading and value."""
    rows = [dict(zip(table.headings, row, strict=False)) for row in table.rows]
    return json.dumps({"title": table.title, "rows": rows}, ensure_ascii=False, indent=1)


def harmless(cell: Cell) -> Cell:
    """Keep text from being run as a formula by a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
