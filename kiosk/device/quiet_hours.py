"""When nobody is served, so that an update may stop the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.lib.units import WallMs

BEFORE_OPENING = timedelta(minutes=30)
"""An update with its trial takes ten minutes, and putting the old release back as long again."""


def reason_to_wait(config: Config, now: WallMs) -> str | None:
    """Say why an update would disturb the office now; None when it would not."""
    local = datetime.fromtimestamp(now / MS_PER_S, UTC).astimezone(ZoneInfo(config.office.timezone))
    calendar = config.office_calendar
    if calendar.is_open(local):
        return "the office is open"
    opening = calendar.next_opening(local)
    if opening is not None and opening - local < BEFORE_OPENING:
        return f"the office opens at {opening:%H:%M}"
    return None
