"""A report as an XLSX workbook, one sheet for each table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles import Alignment, Color, Font
from openpyxl.utils import get_column_letter

from kiosk.reports.table import HEAT_TITLE, harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl.worksheet.worksheet import Worksheet

    from kiosk.reports.table import Table

WHITE_TO_RED = Rule(
    type="colorScale",
    colorScale=ColorScale(
        cfvo=[FormatObject(type="min"), FormatObject(type="max")],
        color=[Color("FFFFFF"), Color("E06666")],
    ),
)

WIDEST = 40
"""Characters a column may be wide; longer text wraps."""


def to_xlsx(tables: Iterable[Table]) -> bytes:
    """Write tables as a workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet: Worksheet = book.create_sheet(table.title)
        _fill(sheet, table)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Worksheet, table: Table) -> None:
    sheet.append(table.headings)
    for row in table.rows:
        sheet.append([harmless(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    for index, heading in enumerate(table.headings, start=1):
        texts = [str(row[index - 1]) for row in table.rows if len(row) >= index]
        width = max([*map(len, texts), len(heading) // 2], default=0)
        sheet.column_dimensions[get_column_letter(index)].width = min(width + 3, WIDEST)
    if table.title == HEAT_TITLE and table.rows:
        _colour(sheet, len(table.headings), len(table.rows) + 1)


def _colour(sheet: Worksheet, columns: int, last_row: int) -> None:
    """Colour counts and waits of the heat map, each on its own scale from white to red."""
    for first in (2, 3):
        cells = " ".join(
            f"{get_column_letter(column)}2:{get_column_letter(column)}{last_row}"
            for column in range(first, columns + 1, 2)
        )
        if cells:
            sheet.conditional_formatting.add(cells, WHITE_TO_RED)
