"""The columns of all days that a question concerns, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from kiosk.central.reports.block import COUNTER, TURN, WORD, DayNotes
from kiosk.domain.ids import OfficeId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.reports.query import Query
    from kiosk.central.scope import Scope
    from kiosk.central.session import Session

BLOCKS = (
    "SELECT office, date, notes, turns, counters, words FROM report_day"
    " WHERE date BETWEEN ? AND ? AND office IN ({marks}) ORDER BY office, date, opened_at"
)

BASELINE_BLOCKS = (
    "SELECT office, date, notes, turns, counters, words FROM report_day"
    " WHERE baseline = 1 AND date IS NOT NULL AND office IN ({marks}) ORDER BY office, date, opened_at"
)


@dataclass(frozen=True, slots=True)
class Place:
    """An office and where it is."""

    office: OfficeId
    name: str
    area: str


@dataclass(frozen=True, slots=True)
class Day:
    """A working day of one office."""

    office: OfficeId
    date: date
    notes: DayNotes


@dataclass(frozen=True, slots=True)
class Columns:
    """Legs of many days; all arrays have one item for each leg, in the order of the days.

    Attributes:
        day: Place of the leg's day in ``days``.
        field: Place of its field in ``fields``; ``officer`` likewise, where officers go by ``OFFICE/ID``.
        ticket: A number that no other ticket has.
    """

    days: tuple[Day, ...]
    fields: tuple[str, ...]
    officers: tuple[str, ...]
    day: NDArray[np.int64]
    field: NDArray[np.int64]
    officer: NDArray[np.int64]
    ticket: NDArray[np.int64]
    turns: NDArray[np.void]
    counters: NDArray[np.void]
    words: NDArray[np.void]


def all_places(session: Session, scope: Scope) -> list[Place]:
    """List the offices that somebody may see, by id."""
    found = session.rows("SELECT office, name, area FROM office ORDER BY office")
    return [Place(OfficeId(office), name, area) for office, name, area in found if scope.covers(area)]


def places_of(session: Session, query: Query) -> list[Place]:
    """List the offices that a question concerns, by id; none that who asks may not see."""
    return [place for place in all_places(session, query.scope) if _asked_for(place, query)]


def marked(places: Sequence[Place]) -> tuple[str, tuple[str, ...]]:
    """Give as many marks for a statement as there are offices, and the offices; nobody's id where there is none."""
    offices = tuple(place.office for place in places) or ("",)
    return ", ".join("?" for _ in offices), offices


def read_columns(session: Session, query: Query, places: Sequence[Place]) -> Columns:
    """Read the days of a period in some offices."""
    return _read(session, BLOCKS, (query.period.first.isoformat(), query.period.last.isoformat()), places)


def read_baseline(session: Session, places: Sequence[Place]) -> Columns:
    """Read the days that some offices recorded as their baseline, whenever they were."""
    return _read(session, BASELINE_BLOCKS, (), places)


def _asked_for(place: Place, query: Query) -> bool:
    in_area = not query.area or place.area == query.area or place.area.startswith(f"{query.area}/")
    return in_area and query.office in {None, place.office}


def _read(session: Session, sql: str, values: tuple[str, ...], places: Sequence[Place]) -> Columns:
    marks, offices = marked(places)
    rows = session.blocks(sql.format(marks=marks), (*values, *offices))
    days = [
        Day(OfficeId(office), date.fromisoformat(day), msgspec.json.decode(notes, type=DayNotes))
        for office, day, notes, *_ in rows
    ]
    turns, counters, words = ([row[place] for row in rows] for place in (3, 4, 5))
    return _joined(days, turns, counters, words)


def _joined(
    days: Sequence[Day], turns: Sequence[bytes], counters: Sequence[bytes], words: Sequence[bytes]
) -> Columns:
    lengths = np.array([len(each) // TURN.itemsize for each in turns], dtype=np.int64)
    legs = np.frombuffer(b"".join(turns), dtype=TURN)
    day = np.repeat(np.arange(len(days)), lengths)
    fields, field = _named([tuple(one.notes.fields) for one in days], legs["field"], lengths)
    named = [tuple(f"{one.office}/{officer}" for officer in one.notes.officers) for one in days]
    officers, officer = _named(named, legs["officer"], lengths)
    first = np.cumsum(lengths) - lengths
    return Columns(
        days=tuple(days),
        fields=fields,
        officers=officers,
        day=day,
        field=field,
        officer=officer,
        # A day has at least as many legs as tickets.
        ticket=np.repeat(first, lengths) + legs["ticket"],
        turns=legs,
        counters=np.frombuffer(b"".join(counters), dtype=COUNTER),
        words=np.frombuffer(b"".join(words), dtype=WORD),
    )


def _named(
    names: Sequence[tuple[str, ...]], local: NDArray[np.integer], lengths: NDArray[np.int64]
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Turn places in each day's own list of names into places in one list of all names."""
    everything = sorted({name for of_day in set(names) for name in of_day})
    place = {name: number for number, name in enumerate(everything)}
    known = {of_day: [place[name] for name in of_day] for of_day in set(names)}
    translation = np.array([each for of_day in names for each in known[of_day]], dtype=np.int64)
    begins = np.array([0, *accumulate(map(len, names))][:-1], dtype=np.int64)
    if not len(local):
        return tuple(everything), np.zeros(0, dtype=np.int64)
    return tuple(everything), translation[np.repeat(begins, lengths) + local]
