"""What screens and pages show of the office's hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.calendar import Calendar, clock_text
from kiosk.domain.ids import FieldCode

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class HoursView:
    """The office's hours as they matter now; nothing is refused by them.

    Attributes:
        open_now: Whether it is open.
        opens_at: Local time (ISO 8601, minutes) of the next opening; None while open.
        closes_at: ``HH:MM`` of today's last closing; None on a closed day.
        holiday: Name of today's holiday in Vietnamese; None on other days.
        past_cut_off: Fields whose work would not be finished today any more, and since when (``HH:MM``).
    """

    open_now: bool
    opens_at: str | None
    closes_at: str | None
    holiday: str | None
    past_cut_off: dict[FieldCode, str]


def see_hours(calendar: Calendar, local: datetime | None) -> HoursView | None:
    """Describe the hours at a local time; None while no clock can tell."""
    if local is None:
        return None
    is_open = calendar.is_open(local)
    opens = None if is_open else calendar.next_opening(local)
    closing = calendar.closing(local.date())
    late = {
        code: clock_text(at)
        for code, at in calendar.cut_offs.items()
        if calendar.is_past_cut_off(code, local)
    }
    return HoursView(
        open_now=is_open,
        opens_at=opens.replace(tzinfo=None).isoformat(timespec="minutes") if opens is not None else None,
        closes_at=clock_text(closing) if closing is not None else None,
        holiday=calendar.holidays.get(local.date().isoformat()) if closing is None else None,
        past_cut_off=late,
    )
