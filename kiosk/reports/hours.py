"""How much of a wait fell into opening hours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.lib.units import MS_PER_S, DurationMs, WallMs

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from kiosk.domain.calendar import Calendar
    from kiosk.reports.samples import OpenMs


def open_part(calendar: Calendar, zone: ZoneInfo) -> OpenMs:
    """Give what measures the open part of a stretch of time by the office's calendar."""

    def local(at: WallMs) -> datetime:
        return datetime.fromtimestamp(at / MS_PER_S, UTC).astimezone(zone)

    def measure(start: WallMs, end: WallMs) -> DurationMs:
        return DurationMs(calendar.open_ms(local(start), local(end)))

    return measure
