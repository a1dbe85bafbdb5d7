"""Halls, office by office: crowds, counters that stood free while people waited, and people who were passed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kiosk.central.reports.answer import Hall
from kiosk.central.reports.block import DayNotes
from kiosk.central.reports.columns import marked
from kiosk.domain.ids import OfficeId

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kiosk.central.reports.columns import Place
    from kiosk.central.session import Session
    from kiosk.reports.legs import Period

NOTES = (
    "SELECT office, tickets, notes FROM report_day"
    " WHERE date BETWEEN ? AND ? AND office IN ({marks}) ORDER BY office, date, opened_at"
)


class _Told(NamedTuple):
    """A day whose log says which counter serves what."""

    tickets: int
    idle_ms: int
    overtaken: int


def read_halls(session: Session, period: Period, places: Sequence[Place]) -> list[Hall]:
    """Sum up the days of a period for each office that has any, by id."""
    marks, offices = marked(places)
    found = session.rows(
        NOTES.format(marks=marks), (period.first.isoformat(), period.last.isoformat(), *offices)
    )
    days = ((OfficeId(office), tickets, _notes(text)) for office, tickets, text in found)
    return [
        _hall(office, [(tickets, notes) for _, tickets, notes in of_office])
        for office, of_office in groupby(days, key=lambda day: day[0])
    ]


def _notes(text: str) -> DayNotes:
    return msgspec.json.decode(text, type=DayNotes)


def _hall(office: OfficeId, days: list[tuple[int, DayNotes]]) -> Hall:
    told = list(_told(days))
    return Hall(
        office=office,
        days=len(days),
        told=len(told),
        tickets=sum(day.tickets for day in told),
        peak=max(notes.peak for _tickets, notes in days),
        idle_ms=sum(day.idle_ms for day in told) if told else None,
        overtaken=sum(day.overtaken for day in told) if told else None,
    )


def _told(days: Iterable[tuple[int, DayNotes]]) -> Iterable[_Told]:
    for tickets, notes in days:
        if notes.idle_ms is not None and notes.overtaken is not None:
            yield _Told(tickets, notes.idle_ms, notes.overtaken)
