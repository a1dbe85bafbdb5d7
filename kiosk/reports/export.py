"""A report as text for other programs: CSV and open JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from kiosk.reports.report import Report
    from kiosk.reports.tables import Cell, Table

JSON_FORMAT = "mot-cua-kiosk-report"
JSON_VERSION = 1

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets run a cell that begins so; source: OWASP, CSV injection."""


def to_csv(table: Table) -> str:
    """Write one table as RFC 4180 CSV; the byte order mark makes spreadsheets read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    return "\ufeff" + text.getvalue()


def to_json(report: Report) -> str:
    """Write everything as open JSON: times in milliseconds, shares 0–1, names as in the code."""
    content: dict[str, Any] = msgspec.to_builtins(report, enc_hook=str)
    content["period"] = {"first": str(report.period.first), "last": str(report.period.last)}
    return json.dumps(
        {"format": JSON_FORMAT, "version": JSON_VERSION, **content}, ensure_ascii=False, indent=1
    )


def table_to_json(table: Table) -> str:
    """Write one table as JSON: its rows as objects of heading and value."""
    rows = [dict(zip(table.headings, row, strict=False)) for row in table.rows]
    return json.dumps({"title": table.title, "rows": rows}, ensure_ascii=False, indent=1)


def harmless(cell: Cell) -> Cell:
    """Keep text from being run as a formula by a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
