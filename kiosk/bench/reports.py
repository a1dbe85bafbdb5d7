"""How long the leaders' reports take, and how the database finds their rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar, cast

from kiosk.bench.central_site import central_database
from kiosk.bench.reports_data import Size, invent
from kiosk.central.commands import is_postgres, open_storage
from kiosk.central.duty import viewing
from kiosk.central.reports.asking import Asked, Span
from kiosk.central.reports.gathering import Topic, gather
from kiosk.central.reports.opening import OpeningHours
from kiosk.central.reports.reports import Reports
from kiosk.central.scope import EVERYWHERE
from kiosk.central.session import Session, Value
from kiosk.central.storage import Storage
from kiosk.config import load_config
from kiosk.errors import BadInput
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.central.duty import Duty

T = TypeVar("T")

TIMES = 3
"""Each report is asked for so often; the middle one counts."""

DAYS_OF_YEAR = 365

SPANS = (Span.MONTH, Span.QUARTER, Span.YEAR)


@dataclass(frozen=True, slots=True)
class Measured:
    """One report about one period.

    Attributes:
        ms: From the question to the finished tables.
        cpu_ms: Processor time of this program alone, whatever else the machine does.
        database_ms: Of ``ms``, waiting for the database.
        span: The period with the newest day in it; a year is the one that ends with that day.
        plan: How the database found the rows of the query that took longest.
        plans: Every query that was run, with the whole of its plan.
    """

    topic: Topic
    span: Span
    ms: float
    cpu_ms: float
    database_ms: float
    rows: int
    plan: str
    plans: tuple[str, ...]


@dataclass
class _Asked:
    """A query as it was run."""

    sql: str
    values: Sequence[Value]
    rows: int
    took_s: float


@dataclass
class _Watched:
    """A storage that remembers what was asked of it."""

    storage: Storage
    queries: list[_Asked] = field(default_factory=list)

    def work_as(self, duty: Duty, work: Callable[[Session], T]) -> T:
        return self.storage.work_as(
            duty, lambda session: work(cast("Session", _WatchedSession(session, self.queries)))
        )


@dataclass
class _WatchedSession:
    """The reading half of a session, with a clock."""

    session: Session
    queries: list[_Asked]

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        return self._timed(self.session.rows, sql, values)

    def blocks(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        return self._timed(self.session.blocks, sql, values)

    def _timed(
        self, run: Callable[[str, Sequence[Value]], list[tuple[Any, ...]]], sql: str, values: Sequence[Value]
    ) -> list[tuple[Any, ...]]:
        started = time.perf_counter()
        found = run(sql, values)
        self.queries.append(_Asked(sql, values, len(found), time.perf_counter() - started))
        return found


def measure_reports(database: str | None, size: Size) -> list[Measured]:
    """Measure every report over a month, a quarter and a year.

    Args:
        database: Central's, measured as it is; None for one of our own with invented days.
        size: How much to invent.

    Raises:
        BadInput: The database holds no day yet.
        CentralAway: It does not answer.
    """
    if database is not None:
        with closing(open_storage(database)) as storage:
            return _measure(storage, explains=is_postgres(database))
    with (
        TemporaryDirectory() as folder,
        central_database(None, Path(folder)) as address,
        closing(open_storage(address)) as storage,
    ):
        invent(storage, size)
        return _measure(storage, explains=is_postgres(address))


def _measure(storage: Storage, *, explains: bool) -> list[Measured]:
    watched = _Watched(storage)
    reports = Reports(cast("Storage", watched), OpeningHours(storage, load_config(None)))
    newest = reports.newest(EVERYWHERE)
    if newest is None:
        raise BadInput("the database holds no day with a date; there is nothing to report")
    office = reports.all_places(EVERYWHERE)[0].office
    found = []
    for span in SPANS:
        for topic in Topic:
            values = _asked_for(span, newest)
            if topic in (Topic.STAFFING, Topic.TRUST) and span is not Span.YEAR:
                # Advice, and legs to check, are an office's.
                values["office"] = office
            asked = Asked.of(values, newest)
            found.append(replace(_timed(watched, reports, topic, asked, explains=explains), span=span))
    return found


def _asked_for(span: Span, newest: date) -> dict[str, str]:
    """Ask for the period in which the newest day is; for the year that ends with it, since a calendar's may have begun."""
    if span is not Span.YEAR:
        return {"span": span, "on": newest.isoformat()}
    first = newest - timedelta(days=DAYS_OF_YEAR - 1)
    return {"span": Span.FREE, "on": first.isoformat(), "to": newest.isoformat()}


def _timed(watched: _Watched, reports: Reports, topic: Topic, asked: Asked, *, explains: bool) -> Measured:
    took, worked, waited = [], [], []
    for _ in range(TIMES):
        watched.queries.clear()
        started, worked_before = time.perf_counter(), time.process_time()
        gather(reports, topic, asked, asked.query(EVERYWHERE), {})
        took.append(time.perf_counter() - started)
        worked.append(time.process_time() - worked_before)
        waited.append(sum(query.took_s for query in watched.queries))
    heaviest = max(watched.queries, key=lambda query: query.took_s)
    plans = {query.sql: _plan(watched.storage, query, explains=explains) for query in watched.queries}
    return Measured(
        topic,
        asked.span,
        round(statistics.median(took) * MS_PER_S, 1),
        round(statistics.median(worked) * MS_PER_S, 1),
        round(statistics.median(waited) * MS_PER_S, 1),
        sum(query.rows for query in watched.queries),
        _scan(plans[heaviest.sql]),
        tuple("\n".join((sql, *plan)) for sql, plan in plans.items()),
    )


def _plan(storage: Storage, query: _Asked, *, explains: bool) -> list[str]:
    """Ask the database how it finds a query's rows, line by line."""
    how = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF)" if explains else "EXPLAIN QUERY PLAN"
    rows = storage.work_as(
        viewing(EVERYWHERE), lambda session: session.rows(f"{how} {query.sql}", query.values)
    )
    return [str(row[-1]) for row in rows]


def _scan(plan: Sequence[str]) -> str:
    """Tell the line of a plan that reads the table."""
    lines = [line.strip().removeprefix("->").strip() for line in plan]
    return next((line for line in lines if "Scan" in line or "SEARCH" in line or "SCAN" in line), lines[0])
