"""How many counters each hour needs, as tables with Vietnamese headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.reports.cells import minutes, one_decimal
from kiosk.reports.measure import MINUTE_MS
from kiosk.reports.table import Cell, Table
from kiosk.reports.wording import WEEKDAYS_VI

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kiosk.reports.counter_sets import HourNeed
    from kiosk.reports.staffing import Advice

LONGEST_FORECAST_MS = 120 * MINUTE_MS
"""A longer mean wait is said in words: near saturation the formula gives a day, which no hall that closes at noon ever sees."""


def advice_table(found: Advice) -> Table:
    """Tell how many counters each hour needs, or that too little is known."""
    headings = [
        "Thứ",
        "Giờ",
        "Số ngày",
        "Lượt mỗi giờ mở cửa",
        "Số quầy nên mở",
        "Chờ dự kiến (phút)",
        "Nếu bớt một quầy (phút)",
    ]
    rows: list[list[Cell]] = [
        [
            "Mọi ngày" if hour.weekday is None else WEEKDAYS_VI[hour.weekday],
            f"{hour.hour:02d}:00",
            hour.days,
            one_decimal(hour.per_hour),
            hour.counters,
            forecast_wait(hour.wait_ms),
            forecast_wait(hour.wait_with_one_less_ms),
        ]
        for hour in found.hours
    ]
    if found.too_few:
        rows = [[f"Chưa đủ dữ liệu: {found.days} ngày, {found.served} lượt phục vụ"]]
    return Table("Bố trí quầy", headings, rows)


def counter_needs_table(hours: Sequence[HourNeed], field_names: Mapping[str, str]) -> Table:
    """Tell how many counters of each kind an hour needs, where counters serve only some fields."""
    headings = ["Giờ", "Quầy phục vụ", "Số quầy nên mở", "Chờ dự kiến lâu nhất (phút)", "Đủ để dưới 15 phút"]
    rows: list[list[Cell]] = [
        [
            f"{hour.hour:02d}:00",
            ", ".join(field_names.get(field, field) for field in need.fields),
            need.counters,
            forecast_wait(
                max((hour.waits_ms[field] for field in need.fields if field in hour.waits_ms), default=0)
            ),
            "có" if hour.enough else "không",
        ]
        for hour in hours
        for need in hour.needs
    ]
    return Table("Bố trí quầy theo lĩnh vực", headings, rows)


def forecast_wait(ms: int | None) -> Cell:
    """Say an expected mean wait in minutes, or in words where a figure would pretend to know.

    Args:
        ms: None where the queue would only grow.
    """
    if ms is None:
        return "hàng chỉ dài thêm"
    return minutes(ms) if ms <= LONGEST_FORECAST_MS else "trên 2 giờ"
