"""A running central server brings its reports up to the events by itself."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from kiosk.central.commands import open_storage
from kiosk.central.reports.reports import Reports
from kiosk.run.central import refresh_reports
from kiosk.run.demo_world import Process, free_port, stop_all
from tests.central.desk_log import DeskLog
from tests.central.devices import Device
from tests.central.reported import asked, hours
from tests.run.processes import wait_for

VISITS = 3


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A central database with a day that no report has yet."""
    address = f"sqlite:///{tmp_path / 'central.db'}"
    log = DeskLog(tmp_path / "desk.db")
    log.busy_day(VISITS, "2026-11-20")
    with closing(open_storage(address)) as storage:
        Device().enrol(storage).send(storage, log.events())
        assert tickets(address) == 0
    log.close()
    return address


def tickets(address: str) -> int:
    with closing(open_storage(address)) as storage:
        return Reports(storage, hours(storage)).whole(asked()).tickets


def test_a_serving_central_follows_by_itself(database: str, tmp_path: Path) -> None:
    serving = ["kiosk", "central", "serve", "--database", database, "--port", str(free_port(0))]
    central = Process("central", serving, tmp_path / "central.log")
    central.start()
    try:
        wait_for(lambda: tickets(database) == VISITS, "the reports do not follow")
    finally:
        stop_all([central])


def test_an_operator_brings_them_up_at_once(database: str) -> None:
    refresh_reports(database, None)
    assert tickets(database) == VISITS
