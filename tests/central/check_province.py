"""Reckon a province that is held somewhere once more: `python -m tests.central.check_province DATABASE FIRST LAST`.

Every figure of the leaders' pages about these days, of all offices or of those named after the days, against the
independent computation from the raw events that the database holds. Says what was compared, or fails at the first difference.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import psycopg

from kiosk.central.commands import open_storage
from kiosk.central.reports.opening import OpeningHours
from kiosk.central.reports.query import Query, Split
from kiosk.central.reports.reports import Reports
from kiosk.central.scope import EVERYWHERE
from kiosk.config import load_config
from kiosk.domain.ids import OfficeId
from kiosk.reports.legs import Period
from tests.central import oracle_log
from tests.central import test_province_figures as figures
from tests.central.oracle_log import Office
from tests.central.province import asked_for

LATEST = timedelta(days=7)
"""Longer than any simulated office has no line."""

RAW = """SELECT e.received_at, e.body, e.data, e.hash FROM event e JOIN chain c USING (office, chain)
WHERE e.office = %s AND e.received_at BETWEEN %s AND %s ORDER BY c.received_at, e.chain, e.seq"""


def main(database: str, first: str, last: str, *only: str) -> int:
    """Compare, and print what was."""
    period = Period.parse(first, last)
    storage = open_storage(database)
    reports = Reports(storage, OpeningHours(storage, load_config(None)))
    named = {place.office: place.area for place in reports.all_places(EVERYWHERE)}
    wanted = only or tuple(named)
    offices = list(
        _offices(database, {OfficeId(office): named[OfficeId(office)] for office in wanted}, period)
    )
    for query in _queries(period, wanted, whole=not only):
        days = asked_for(offices, query)
        compared = len(days)
        figures.test_the_figures_of_everything_asked_for_are_those_of_the_raw_lines(reports, offices, query)
        figures.test_heat_maps_are_those_of_the_raw_lines(reports, offices, query)
        for split in Split:
            if split is not Split.AREA:
                figures.test_each_group_has_the_figures_of_its_own_raw_lines(reports, offices, query, split)
        tickets = sum(len(day.people) for day in days)
        sys.stdout.write(f"{query.office or 'all offices'}: {compared} days, {tickets} tickets: the same\n")
        sys.stdout.flush()
    storage.close()
    return 0


def _queries(period: Period, offices: tuple[str, ...], *, whole: bool) -> Iterator[Query]:
    for office in offices:
        yield Query(period, EVERYWHERE, office=OfficeId(office))
    if whole:
        yield Query(period, EVERYWHERE)


def _offices(database: str, areas: dict[OfficeId, str], period: Period) -> Iterator[Office]:
    begins, ends = _ms(period.first - timedelta(days=1)), _ms(period.last + LATEST)
    with psycopg.connect(database) as conn:
        for office, area in areas.items():
            rows = conn.execute(RAW, (office, begins, ends))
            lines = [
                (
                    received,
                    json.dumps(
                        {"body": bytes(body).decode(), "data": bytes(data).decode(), "hash": hash_}
                    ).encode(),
                )
                for received, body, data, hash_ in rows
            ]
            published = conn.execute("SELECT 1 FROM published_config WHERE office = %s", (office,)).fetchall()
            yield oracle_log.read_office(office, area, lines, hours_published=bool(published))


def _ms(day: date) -> int:
    return int(datetime.combine(day, datetime.min.time(), UTC).timestamp()) * 1_000


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
