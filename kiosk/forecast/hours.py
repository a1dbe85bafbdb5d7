"""When an office does not call, as its calendar has it."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.forecast.rolls import Closed
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from kiosk.domain.calendar import Calendar
    from kiosk.domain.moment import Moment
    from kiosk.forecast.promise import Hours


def hours_of(calendar: Calendar, timezone: str) -> Hours:
    """Give the closed stretches of today, seen from any moment.

    Nothing is known to be closed while the clock is doubtful, nor after closing: whoever calls
    then works overtime, and nobody knows for how long.
    """
    zone = ZoneInfo(timezone)

    def closed_from(now: Moment) -> list[Closed]:
        if not now.clock_ok:
            return []
        local = datetime.fromtimestamp(now.at / MS_PER_S, UTC).astimezone(zone)
        minute = local.hour * 60 + local.minute + local.second / 60
        spans = [span for span in calendar.spans_on(local.date()) if span.end > minute]
        if not spans:
            return []
        starts_min = [0.0, *[span.end - minute for span in spans]]
        ends_min = [*[span.start - minute for span in spans], math.inf]
        return [Closed(*each) for each in zip(starts_min, ends_min, strict=True) if each[0] < each[1]]

    return closed_from
