"""The reports for leaders, each one question to the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from kiosk.central.duty import viewing
from kiosk.central.reports.columns import (
    Columns,
    Place,
    all_places,
    marked,
    places_of,
    read_baseline,
    read_columns,
)
from kiosk.central.reports.day_rows import days_of, read_legs
from kiosk.central.reports.grouping import divide, grouped, whole
from kiosk.central.reports.hall import read_halls
from kiosk.central.reports.heat import heat
from kiosk.central.reports.load import compare_loads
from kiosk.central.reports.opening import VIETNAM
from kiosk.central.reports.query import Split
from kiosk.central.reports.trust import read_trust
from kiosk.lib.units import WallMs
from kiosk.reports.baseline import compare
from kiosk.reports.figures import Material
from kiosk.reports.staffing import ADVICE_WEEKS, advise

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.central.reports.answer import Group, Hall, HeatCell, LoadPeer, Trust
    from kiosk.central.reports.opening import OpeningHours
    from kiosk.central.reports.query import Query
    from kiosk.central.scope import Scope
    from kiosk.central.session import Session
    from kiosk.central.storage import Storage
    from kiosk.reports.baseline import Compared
    from kiosk.reports.staffing import Advice

T = TypeVar("T")

DAYS_OF_WEEK = 7

WAITING_SINCE = (
    "SELECT min(coalesce(report_mark.received_at, chain.received_at)) FROM chain"
    " LEFT JOIN report_mark ON report_mark.office = chain.office AND report_mark.chain = chain.chain"
    " WHERE coalesce(report_mark.seq, 0) < chain.seq AND chain.office IN ({marks})"
)


class Reports:
    """Answers from the days' columns as `kiosk.central.reports.refresh` keeps them; for many threads."""

    def __init__(self, storage: Storage, hours: OpeningHours) -> None:
        self._storage = storage
        self._hours = hours

    def places(self, query: Query) -> list[Place]:
        """List the offices that are asked for and may be seen, by id."""
        return self._view(query, lambda session: places_of(session, query))

    def newest(self, scope: Scope) -> date | None:
        """Give the newest day of the offices that may be seen; None before the first."""

        def read(session: Session) -> date | None:
            marks, offices = marked(all_places(session, scope))
            found = session.rows(
                "SELECT date FROM report_day WHERE date IS NOT NULL"
                f" AND office IN ({marks}) ORDER BY date DESC LIMIT 1",
                offices,
            )
            return date.fromisoformat(found[0][0]) if found else None

        return self._storage.work_as(viewing(scope), read)

    def upto(self, query: Query) -> WallMs | None:
        """Tell until when central's events are all in the figures; None where nothing is waiting."""

        def read(session: Session) -> WallMs | None:
            marks, offices = marked(places_of(session, query))
            ((since,),) = session.rows(WAITING_SINCE.format(marks=marks), offices)
            return None if since is None else WallMs(since)

        return self._view(query, read)

    def all_places(self, scope: Scope) -> list[Place]:
        """List all offices that may be seen, by id."""
        return self._storage.work_as(viewing(scope), lambda session: all_places(session, scope))

    def whole(self, query: Query) -> Group:
        """Give the figures of everything asked for together."""
        return whole(self._columns(query)[1])

    def grouped(self, query: Query, split: Split) -> list[Group]:
        """Give the figures of each group in which there is a leg, in the order of names."""
        return self.divided(query, split)[1]

    def divided(self, query: Query, split: Split) -> tuple[Group, list[Group]]:
        """Give the figures of everything together, and of each group in which there is a leg."""
        places, columns = self._columns(query)
        return whole(columns), grouped(columns, split, places, query.area)

    def heat_maps(self, query: Query) -> tuple[list[HeatCell], list[HeatCell]]:
        """Give arrivals and waits by hour and weekday, Monday first, and by hour and office, in the order of ids."""
        places, columns = self._columns(query)
        weekdays = np.array([day.date.weekday() for day in columns.days], dtype=np.int64)
        by_weekday = heat(columns, [str(weekday) for weekday in range(DAYS_OF_WEEK)], weekdays)
        place = {one.office: number for number, one in enumerate(places)}
        of_day = np.array([place[day.office] for day in columns.days], dtype=np.int64)
        return by_weekday, heat(columns, [one.office for one in places], of_day)

    def baseline(self, query: Query, now: Group) -> list[Compared]:
        """Put the figures of a period beside the baseline days of the same offices; empty where they have none."""
        then = self._view(query, lambda session: read_baseline(session, places_of(session, query)))
        return compare(whole(then), now) if then.days else []

    def loads(self, query: Query) -> list[LoadPeer]:
        """Put each office beside those of like load."""
        places, columns = self._columns(query)
        return compare_loads(columns, divide(columns, Split.OFFICE, places, query.area))

    def halls(self, query: Query) -> list[Hall]:
        """Tell of each office's crowds, idle counters and overtakes, by id; none of an office without a day."""
        return self._view(query, lambda session: read_halls(session, query.period, places_of(session, query)))

    def advice(self, query: Query) -> Advice:
        """Say how many counters the asked office needs at which hour, from the twelve weeks to the period's end."""
        period = query.period.lasting(ADVICE_WEEKS)

        def read(session: Session) -> Material:
            offices = [place.office for place in places_of(session, query)]
            days = [(office, day) for office in offices for day in days_of(session, office, period)]
            legs = [leg for office, day in days for leg in read_legs(session, office, day)]
            return Material(legs, VIETNAM, [day for _office, day in days])

        material = self._view(query, read)
        if query.office is None or not material.days:
            return advise(material)
        hours = self._hours.of(query.office, period.last)
        return advise(replace(material, open_ms=hours.open_ms))

    def trust(self, query: Query) -> Trust:
        """Say why the figures may be believed, or not."""

        def read(session: Session) -> Trust:
            places = places_of(session, query)
            return read_trust(session, query, places, read_columns(session, query, places))

        return self._view(query, read)

    def _columns(self, query: Query) -> tuple[list[Place], Columns]:
        def read(session: Session) -> tuple[list[Place], Columns]:
            places = places_of(session, query)
            return places, read_columns(session, query, places)

        return self._view(query, read)

    def _view(self, query: Query, work: Callable[[Session], T]) -> T:
        return self._storage.work_as(viewing(query.scope), work)
