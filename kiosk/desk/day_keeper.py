"""What time alone brings: the day's turn, its close, the end of pauses, a question about a long service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.days import local_date, local_time, to_local
from kiosk.domain import calling, days, serving
from kiosk.domain.calendar import minute_of
from kiosk.domain.events import EventData, OfficerSignedIn
from kiosk.domain.ids import CounterNo, DayId, FieldCode, OfficerId
from kiosk.domain.moves import ClockSource, ConfigTaken
from kiosk.errors import CommandRefused, IllegalMove
from kiosk.lib.units import DurationMs, WallMs

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.desk.journal import Journal
    from kiosk.domain.decisions import Setting

FEWEST_SERVED = 30
"""Before so many, a 95th percentile says little; the configured length of service stands in."""


class DayKeeper:
    """Tells what is due. Belongs to the desk's loop."""

    def __init__(self, config: Config, journal: Journal) -> None:
        self.config = config
        self._journal = journal
        self._seats: dict[CounterNo, OfficerId] = {}
        self._longest: dict[FieldCode, DurationMs] = {}
        self._longest_of: DayId | None = None

    def due(self, setting: Setting) -> list[EventData]:
        """Give the next events that time brings, to be recorded together; ask again until there are none."""
        day, now = setting.office.day, setting.now
        today = local_date(now, self.config.office.timezone)
        if day is None:
            return self._opening(setting, today)
        if today is not None and day.date is None:
            if day.opened is not None and day.opened.boot == now.boot:
                return [days.date_of_day(setting, ClockSource.MACHINE, now.at, today)]
            # Nobody knows which date that day had: it ends, and who is in line goes on.
            return self._turn(setting, days.close_day(setting, "unknown_date", carry_over=True))
        if today is not None and day.date is not None and day.date < today:
            return self._turn(setting, days.turn_day(setting))
        if day.date == today and self._is_late(setting):
            return days.close_day(setting, "closing_time")
        return [
            *calling.end_cooling(setting),
            *serving.ask_forgotten(setting, self._longest_services(day.day_id)),
        ]

    def open_day(self, setting: Setting) -> list[EventData]:
        """Begin a working day with the places kept from the day before."""
        today = local_date(setting.now, self.config.office.timezone)
        kept = self._journal.kept_places()
        events = days.open_day(setting, DayId(setting.fresh.uuid()), today, kept)
        config = self.config
        if config.effective_from and self._journal.rules_taken() != config.sha256:
            events.append(ConfigTaken(config.sha256, config.effective_from))
        return events

    def confirm_clock(self, setting: Setting, at: int) -> list[EventData]:
        """Take an officer's word for the time.

        Raises:
            IllegalMove: The clock is good already.
            CommandRefused: The time is before the last one that was good.
        """
        if setting.now.clock_ok:
            raise IllegalMove("the clock is right already", code="clock_ok")
        if at < self._journal.earliest_ms():
            raise CommandRefused(
                "that time is before the last event; look at the date again", code="clock_back"
            )
        date = to_local(WallMs(at), self.config.office.timezone).date().isoformat()
        return [days.date_of_day(setting, ClockSource.OFFICER, at, date)]

    def _opening(self, setting: Setting, today: str | None) -> list[EventData]:
        """Begin a day that was not yet; after a close by hand none begins by itself."""
        if today is None:
            closed = self._journal.last_closed()
            if closed is not None and closed.moment.boot == setting.now.boot:
                return []
        elif self._journal.has_had(today):
            return []
        seats, self._seats = self._seats, {}
        return [*self.open_day(setting), *(OfficerSignedIn(who, number) for number, who in seats.items())]

    def _turn(self, setting: Setting, events: list[EventData]) -> list[EventData]:
        """Keep seats taken since the machine is on: their officers sit there still."""
        office = setting.office
        self._seats = {
            number: who
            for number, who in office.seated.items()
            if office.seated_at[number].boot == setting.now.boot and not _opened_in_boot_of(setting)
        }
        return events

    def _is_late(self, setting: Setting) -> bool:
        """Tell whether the hour to close a forgotten day has come since it was opened."""
        zone = self.config.office.timezone
        closes = self.config.office_calendar.close_day_at
        day, now = setting.office.day, local_time(setting.now, zone)
        if day is None or now is None or minute_of(now) < closes:
            return False
        opened = local_time(day.opened, zone) if day.opened is not None else None
        return opened is None or minute_of(opened) < closes

    def _longest_services(self, day: DayId) -> dict[FieldCode, DurationMs]:
        """Give each field's 95th percentile of service: its own, or the configured one; anew each day."""
        if self._longest_of != day:
            self._longest_of = day
            self._longest = {
                FieldCode(field.code): _percentile_95(
                    self._journal.last_services_ms(FieldCode(field.code)), field.longest_service_min * 60_000
                )
                for field in self.config.field
            }
        return self._longest


def _percentile_95(served_ms: list[int], configured_ms: int) -> DurationMs:
    if len(served_ms) < FEWEST_SERVED:
        return DurationMs(configured_ms)
    ranked = sorted(served_ms)
    return DurationMs(ranked[len(ranked) * 95 // 100])


def _opened_in_boot_of(setting: Setting) -> bool:
    day = setting.office.day
    return day is not None and day.opened is not None and day.opened.boot == setting.now.boot
