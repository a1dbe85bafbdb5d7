"""Whether the holidays of the year in force were held against the government's announcement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.doctor.check import fine, warning
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from kiosk.doctor.check import Context, Finding

AHEAD = timedelta(days=45)
"""The year to come is looked at, too, from mid-November on: its Tết break is announced by then, and may come in January."""


class CalendarCheck:
    """The calendar names holidays of this year, and somebody has confirmed them."""

    name = "calendar"

    def run(self, context: Context) -> Finding:
        """Look at the year in force, and at the next one shortly before it begins."""
        table = context.config.calendar
        now = datetime.fromtimestamp(context.now / MS_PER_S, UTC)
        local = now.astimezone(ZoneInfo(context.config.office.timezone))
        years = sorted({local.year, (local + AHEAD).year})
        known = {int(holiday.date[:4]) for holiday in table.holiday}
        missing = [year for year in years if year not in known]
        if missing:
            return warning(
                f"no holiday of {_listed(missing)} is in the calendar",
                "enter the year's holidays as [[calendar.holiday]] and add it to [calendar] verified_years",
            )
        unverified = [year for year in years if year not in table.verified_years]
        if unverified:
            return warning(
                f"the holidays of {_listed(unverified)} are reckoned and were not confirmed",
                "hold them against the government's announcement, then add the year to [calendar] verified_years",
            )
        return fine(f"the holidays of {_listed(years)} are confirmed")


def _listed(years: list[int]) -> str:
    return " and ".join(map(str, years))
