"""Heat maps as tables to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.central.reports.section import HeatGrid, shade
from kiosk.reports.cells import minutes
from kiosk.reports.table import Table
from kiosk.reports.wording import WEEKDAYS_VI

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.reports.answer import HeatCell
    from kiosk.central.reports.names import Names
    from kiosk.reports.table import Cell

NOTE = (
    "Mỗi ô: chờ trung bình (phút), và số lượt đến trong giờ ấy. Màu theo mức chờ: dưới 5, 10, 15, 30 phút, và từ 30 phút."
    " Lượt lấy khi đồng hồ máy chưa đúng không có ở đây; “Vì sao tin được?” đếm chúng."
)


def by_weekday(cells: Sequence[HeatCell]) -> HeatGrid:
    """Show hours down and weekdays across."""
    columns = sorted({int(cell.column) for cell in cells})
    found = {(cell.hour, int(cell.column)): cell for cell in cells}
    hours = _hours(cells)
    return HeatGrid(
        title="Giờ × thứ",
        corner="Giờ",
        columns=tuple(WEEKDAYS_VI[column] for column in columns),
        rows=tuple(f"{hour:02d}:00" for hour in hours),
        cells=tuple(tuple(_shown(found.get((hour, column))) for column in columns) for hour in hours),
        note=NOTE,
    )


def by_office(cells: Sequence[HeatCell], names: Names) -> HeatGrid:
    """Show offices down and hours across."""
    offices = list(dict.fromkeys(cell.column for cell in cells))
    found = {(cell.column, cell.hour): cell for cell in cells}
    hours = _hours(cells)
    return HeatGrid(
        title="Điểm một cửa × giờ",
        corner="Điểm một cửa",
        columns=tuple(f"{hour:02d}:00" for hour in hours),
        rows=tuple(names.office(office) for office in offices),
        cells=tuple(tuple(_shown(found.get((office, hour))) for hour in hours) for office in offices),
        note=NOTE,
    )


def as_table(grid: HeatGrid) -> Table:
    """Write a heat map as a plain table: two columns for each of its own."""
    headings = [
        grid.corner,
        *(text for column in grid.columns for text in (f"{column}: lượt", f"{column}: chờ TB (phút)")),
    ]
    rows: list[list[Cell]] = []
    for name, cells in zip(grid.rows, grid.cells, strict=True):
        values: list[Cell] = [name]
        for cell in cells:
            values += [None, None] if cell is None else [cell[0], cell[1]]
        rows.append(values)
    return Table(grid.title.replace("×", "và"), headings, rows)


def _hours(cells: Sequence[HeatCell]) -> range:
    hours = [cell.hour for cell in cells]
    return range(min(hours), max(hours) + 1) if hours else range(0)


def _shown(cell: HeatCell | None) -> tuple[int, float | None, int] | None:
    return None if cell is None else (cell.tickets, minutes(cell.mean_ms), shade(cell.mean_ms))
