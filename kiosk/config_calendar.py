"""The calendar's tables of the configuration, and what must hold among them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import msgspec

from kiosk.config_section import Section
from kiosk.domain.calendar import Calendar, Span
from kiosk.errors import ConfigInvalid

if TYPE_CHECKING:
    from kiosk.domain.ids import FieldCode

IsoDate = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Year = Annotated[int, msgspec.Meta(ge=2026, le=9999)]
ClockTime = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Hours = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]


class HolidaySection(Section, frozen=True):
    """A closed date."""

    date: IsoDate
    name: str


class ExceptionSection(Section, frozen=True):
    """A date with hours of its own, also on a holiday or a weekend; no hours close it."""

    date: IsoDate
    hours: list[Hours]


class CalendarSection(Section, frozen=True):
    """When the office is open; nothing is refused by it, and no day is closed early.

    Attributes:
        mon: Hours such as ``07:30-11:30``; the gap between two of them is lunch. So for each weekday.
        close_day_at: When a day that nobody closed is closed.
        verified_years: Years whose holidays and swapped working days somebody held against the government's
            announcement; `kiosk doctor` warns in every other year.
    """

    mon: list[Hours] = []
    tue: list[Hours] = []
    wed: list[Hours] = []
    thu: list[Hours] = []
    fri: list[Hours] = []
    sat: list[Hours] = []
    sun: list[Hours] = []
    close_day_at: ClockTime = "22:00"
    verified_years: list[Year] = []
    holiday: list[HolidaySection] = []
    exception: list[ExceptionSection] = []


def calendar_of(table: CalendarSection, cut_offs: dict[FieldCode, str]) -> Calendar:
    """Give the hours as the queue uses them; ``cut_offs`` are ``HH:MM`` by field."""
    return Calendar(
        weekly=tuple(_spans(day) for day in _week(table)),
        holidays={holiday.date: holiday.name for holiday in table.holiday},
        exceptions={other.date: _spans(other.hours) for other in table.exception},
        cut_offs={code: _minute(cut_off) for code, cut_off in cut_offs.items()},
        close_day_at=_minute(table.close_day_at),
    )


def check_calendar(table: CalendarSection, name: str) -> None:
    """Refuse dates that are none and hours that overlap; ``name`` is used in messages.

    Raises:
        ConfigInvalid: The first thing that is wrong.
    """
    for date in (*(day.date for day in table.holiday), *(day.date for day in table.exception)):
        check_date(date, name)
    for hours in (*_week(table), *(other.hours for other in table.exception)):
        edges = [edge for span in _spans(hours) for edge in (span.start, span.end)]
        if edges != sorted(set(edges)):
            raise ConfigInvalid(f"{name}: hours {', '.join(hours)} overlap or run backwards")


def check_date(date: str, name: str) -> None:
    """Refuse what looks like a date and is none.

    Raises:
        ConfigInvalid: As :func:`check_calendar`.
    """
    try:
        dt.date.fromisoformat(date)
    except ValueError as error:
        raise ConfigInvalid(f"{name}: {date} is no date; write YYYY-MM-DD") from error


def _week(table: CalendarSection) -> tuple[list[Hours], ...]:
    return (table.mon, table.tue, table.wed, table.thu, table.fri, table.sat, table.sun)


def _spans(hours: list[str]) -> tuple[Span, ...]:
    return tuple(Span(*(_minute(edge) for edge in each.split("-"))) for each in hours)


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
