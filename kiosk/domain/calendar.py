"""When an office is open: hours by weekday, lunch between them, holidays, exceptions, cut-offs of fields."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field

from kiosk.domain.ids import FieldCode

DAYS_SEARCHED = 60
"""Longer than any closure of an office; Tết is nine days at most."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open minutes of a day, counted from midnight in the office's zone: ``start`` up to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office's hours.

    Attributes:
        weekly: Spans of each weekday, Monday first; the gap between two spans is lunch.
        holidays: Closed dates (ISO 8601) and their names in Vietnamese.
        exceptions: Dates with hours of their own: a swapped working day, an afternoon closed; they
            win over holidays.
        cut_offs: Minute of the day after which a field's work cannot be finished the same day.
        close_day_at: Minute of the day at which a day left open is closed.
    """

    weekly: tuple[tuple[Span, ...], ...]
    holidays: dict[str, str] = field(default_factory=dict)
    exceptions: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    cut_offs: dict[FieldCode, int] = field(default_factory=dict)
    close_day_at: int = 22 * 60

    def spans_on(self, date: dt.date) -> tuple[Span, ...]:
        """Give a date's open spans; empty on a closed day."""
        iso = date.isoformat()
        if iso in self.exceptions:
            return self.exceptions[iso]
        if iso in self.holidays:
            return ()
        return self.weekly[date.weekday()]

    def is_open(self, local: dt.datetime) -> bool:
        """Tell whether the office is open at a local time."""
        minute = minute_of(local)
        return any(span.start <= minute < span.end for span in self.spans_on(local.date()))

    def next_opening(self, local: dt.datetime) -> dt.datetime | None:
        """Give when the office opens next, after a local time at which it is closed; None if never."""
        minute = minute_of(local)
        for span in self.spans_on(local.date()):
            if span.start > minute:
                return _at(local, local.date(), span.start)
        for days in range(1, DAYS_SEARCHED):
            date = local.date() + dt.timedelta(days=days)
            spans = self.spans_on(date)
            if spans:
                return _at(local, date, spans[0].start)
        return None

    def break_before(self, local: dt.datetime) -> dt.datetime | None:
        """Give when the last break within the day's hours began that is over by now; None where none is."""
        spans, minute = self.spans_on(local.date()), minute_of(local)
        over = [before.end for before, after in itertools.pairwise(spans) if after.start <= minute]
        return _at(local, local.date(), over[-1]) if over else None

    def next_working_day(self, date: dt.date) -> dt.date | None:
        """Give the next date with hours after this one; None if never."""
        later = (date + dt.timedelta(days=days) for days in range(1, DAYS_SEARCHED))
        return next((each for each in later if self.spans_on(each)), None)

    def closing(self, date: dt.date) -> int | None:
        """Give the minute of the day at which the last span ends; None on a closed day."""
        spans = self.spans_on(date)
        return spans[-1].end if spans else None

    def is_past_cut_off(self, code: FieldCode, local: dt.datetime) -> bool:
        """Tell whether a field's work, begun now, would not be finished today."""
        cut_off = self.cut_offs.get(code)
        return cut_off is not None and minute_of(local) >= cut_off

    def open_ms(self, start: dt.datetime, end: dt.datetime) -> int:
        """Measure how much of the time between two local times the office was open."""
        total, date = dt.timedelta(), start.date()
        while date <= end.date():
            for span in self.spans_on(date):
                opens, closes = _at(start, date, span.start), _at(start, date, span.end)
                total += max(min(end, closes) - max(start, opens), dt.timedelta())
            date += dt.timedelta(days=1)
        return total // dt.timedelta(milliseconds=1)


def minute_of(local: dt.datetime) -> int:
    """Give the minute of the day."""
    return local.hour * 60 + local.minute


def clock_text(minute: int) -> str:
    """Write a minute of the day as screens show it, such as ``15:00``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _at(like: dt.datetime, date: dt.date, minute: int) -> dt.datetime:
    midnight = like.replace(
        year=date.year, month=date.month, day=date.day, hour=0, minute=0, second=0, microsecond=0
    )
    return midnight + dt.timedelta(minutes=minute)
