"""Results in time and what people said, in every form of the report; nobody is judged by a handful."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kiosk.domain import commands as c
from kiosk.domain.ids import CommandId
from kiosk.reports.export import to_json
from kiosk.reports.figures import By
from kiosk.reports.legs import Period
from kiosk.reports.report import Report, make_report
from kiosk.reports.satisfaction import FEWEST_OF_OFFICER
from kiosk.reports.source import DeskLog
from kiosk.reports.table import to_csv
from kiosk.reports.tables import figures_table, tables
from tests.memory import folder_in_memory
from tests.offices import Setup, ticket_of
from tests.reports.played import at_hour, setting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.reports.table import Table

PERIOD = Period.parse("2026-11-19", "2026-11-19")
SATISFIED_BY_OFFICER = {1: [3, 3, 2, 1, 3], 2: [1, 1]}
"""Levels that people gave, by the counter: five at one, fewer than count for an officer at the other."""


@pytest.fixture(scope="module")
def played() -> Iterator[Setup]:
    with folder_in_memory() as folder:
        office = Setup(folder)
        at_hour(office, 19, 8)
        office.desk.tick()
        for counter, levels in SATISFIED_BY_OFFICER.items():
            caller = office.seat(counter, counter)
            for number, level in enumerate(levels):
                office.plain("chung_thuc")
                office.clock.advance(60)
                served = office.act(c.Start, ticket_of(office.call_next(counter, caller)), caller)
                served = office.act(c.HandOverResult, served, caller, on_time=False)
                if number:
                    served = office.act(c.HandOverResult, served, caller, on_time=True)
                served = office.act(c.Finish, served, caller)
                factors = (5, 4, 3, 2, 1) if number == 0 else ()
                rating = c.RateService(
                    CommandId(f"rate-{counter}-{number}"), office.issued(), level, factors, token=served.token
                )
                office.desk.handle(rating, office.citizen())
        yield office
        office.close()


def report_by(office: Setup, by: By) -> Report:
    with DeskLog(office.folder / "state" / "desk.db") as log:
        return make_report(log, PERIOD, by, setting(office))


def satisfaction_of(report: Report) -> Table:
    return next(table for table in tables(report, {}) if table.title == "Mức hài lòng")


def test_results_in_time_and_late_are_counted_by_their_last_word(played: Setup) -> None:
    report = report_by(played, By.OFFICER)
    assert (report.whole.on_time, report.whole.late) == (5, 2)
    assert [(group.on_time, group.late) for group in report.groups] == [(4, 1), (1, 1)]
    table = figures_table(report, {})
    last = dict(zip(table.headings, table.rows[-1], strict=True))
    assert (last["Trả kết quả đúng hẹn"], last["Trả kết quả trễ hẹn"]) == (5, 2)
    assert "Trả kết quả đúng hẹn" in to_csv(table)
    assert json.loads(to_json(report))["whole"]["late"] == 2


def test_the_whole_offices_satisfaction_has_three_levels_and_five_marks(played: Setup) -> None:
    table = satisfaction_of(report_by(played, By.FIELD))
    assert table.rows[-1] == ["Tất cả", 7, 3, 1, 3, 57.1, 5.0, 4.0, 3.0, 2.0, 1.0]


def test_no_figure_of_an_officer_is_made_of_fewer_than_five_ratings(played: Setup) -> None:
    report = report_by(played, By.OFFICER)
    table = satisfaction_of(report)
    enough, too_few, _all = table.rows
    assert enough[1] == FEWEST_OF_OFFICER
    assert set(too_few[1:]) == {None}
    assert [group["satisfaction"] is None for group in json.loads(to_json(report))["groups"]] == [False, True]


def test_nothing_said_and_nothing_given_leave_the_cells_empty(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    at_hour(office, 19, 8)
    office.desk.tick()
    office.plain("chung_thuc")
    report = report_by(office, By.FIELD)
    office.close()
    assert (report.whole.on_time, report.whole.late, report.whole.satisfaction) == (0, 0, None)
    assert set(satisfaction_of(report).rows[-1][1:]) == {None}
