"""Which date it is in the office, and whether the clock can be believed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.lib.units import MS_PER_S, WallMs

if TYPE_CHECKING:
    from kiosk.domain.moment import Moment

RELEASED_AT = WallMs(1_793_491_200_000)
"""2026-11-01T00:00:00Z: no running clock can be right and earlier than the software it runs."""

BACKWARDS_TOLERATED_MS = 2_000
"""NTP may set a clock back a little without making it doubtful."""


def clock_is_plausible(wall: WallMs, last_event_at: WallMs | None) -> bool:
    """Tell whether the wall clock may be right: after this release and after the last event."""
    if wall < RELEASED_AT:
        return False
    return last_event_at is None or wall >= last_event_at - BACKWARDS_TOLERATED_MS


def local_date(moment: Moment, timezone: str) -> str | None:
    """Give the date (ISO 8601) in a zone; None while the clock is doubtful."""
    local = local_time(moment, timezone)
    return local.date().isoformat() if local is not None else None


def local_time(moment: Moment, timezone: str) -> datetime | None:
    """Give the local time in a zone; None while the clock is doubtful."""
    return to_local(moment.at, timezone) if moment.clock_ok else None


def to_local(at: WallMs, timezone: str) -> datetime:
    """Give UTC milliseconds as local time."""
    return datetime.fromtimestamp(at / MS_PER_S, UTC).astimezone(ZoneInfo(timezone))
