"""The measurement of reports measures every report, and tells how its rows were found."""

from __future__ import annotations

import pytest

from kiosk.bench.reports import SPANS, measure_reports
from kiosk.bench.reports_data import Size, invent
from kiosk.central.commands import open_storage
from kiosk.central.reports.gathering import Topic
from kiosk.central.reports.query import Query, Split
from kiosk.central.reports.reports import Reports
from kiosk.central.scope import EVERYWHERE, Scope
from kiosk.errors import BadInput
from kiosk.reports.legs import Period
from tests.central.reported import hours

SIZE = Size(offices=3, days=4, visits=20)


def test_every_report_is_measured_with_the_plan_of_its_query(address: str) -> None:
    storage = open_storage(address)
    legs = invent(storage, SIZE)
    period = Period.parse("2026-01-01", "2026-12-31")
    reports = Reports(storage, hours(storage))
    assert reports.whole(Query(period, EVERYWHERE)).tickets == legs
    assert len(reports.grouped(Query(period, Scope(("tinh-1",))), Split.OFFICE)) == SIZE.offices
    storage.close()
    measured = measure_reports(address, SIZE)
    assert [(each.span, each.topic) for each in measured] == [
        (span, topic) for span in SPANS for topic in Topic
    ]
    assert all(each.ms >= each.database_ms and each.rows for each in measured)
    assert all("Scan" in each.plan or "SCAN" in each.plan or "SEARCH" in each.plan for each in measured)


def test_an_empty_database_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="no day"):
        measure_reports(address, SIZE)
