"""Old days go by command, once central holds them, and the rest still proves itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.central.audit import audit_office
from tests.run.central_site import CentralSite, enrolled
from tests.run.processes import LIMIT_S
from tests.run.test_log_commands import close_the_day, told, work


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CentralSite]:
    with enrolled(tmp_path) as site:
        yield site


def send_all(office: CentralSite) -> None:
    desk = office.site.start_desk()
    office.wait_until_all_is_sent()
    desk.terminate()
    assert desk.wait(LIMIT_S) == 0


def counted(office: CentralSite, table: str) -> int:
    with closing(sqlite3.connect(office.state / "desk.db")) as conn:
        (count,) = conn.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count)


def report_of(office: CentralSite) -> dict[str, Any]:
    done = office.site.run("report", "--json")
    assert done.returncode == 0, done.stderr
    values: dict[str, Any] = json.loads(done.stdout)
    return values


def test_a_day_that_central_holds_goes_and_leaves_a_signed_checkpoint(office: CentralSite) -> None:
    close_the_day(office.site)
    send_all(office)
    before = told(office.site, "verify-log")
    (head,) = before["heads"]
    held = audit_office(office.storage, office.office).events
    assert held == before["events"]
    (checkpoint,) = told(office.site, "retire", "--keep-days", "0")["checkpoints"]
    after = told(office.site, "verify-log")
    assert after["checkpoints"] == [checkpoint]
    assert after["events"] == head["seq"] + 1 - checkpoint["seq"]
    assert (after["signed"], after["unchecked"]) == (1, 0)
    assert counted(office, "leg") == 0
    assert told(office.site, "rebuild") == {"equal": True, "different": []}
    send_all(office)
    assert audit_office(office.storage, office.office).events > held
    assert office.storage.forks(office.office) == []


def test_a_desk_works_and_reports_on_after_its_old_days_went(office: CentralSite) -> None:
    close_the_day(office.site)
    send_all(office)
    told(office.site, "retire", "--keep-days", "0")
    with closing(sqlite3.connect(office.state / "desk.db")) as conn:
        first = conn.execute("SELECT min(seq) FROM event").fetchone()[0]
    assert first > 1
    made = told(office.site, "backup")
    assert told(office.site, "verify-log", "--file", made["file"])["ok"] is True
    told(office.site, "restore", made["file"])
    assert told(office.site, "verify-log")["ok"] is True
    work(office.site, 0)


def test_a_day_that_is_not_old_enough_stays(office: CentralSite) -> None:
    close_the_day(office.site)
    send_all(office)
    before = report_of(office)
    assert told(office.site, "retire", "--keep-days", "1")["checkpoints"] == []
    after = report_of(office)
    assert (after["whole"], after["legs"]) == (before["whole"], before["legs"])
    assert counted(office, "leg") == 1


def test_a_day_that_central_has_not_acknowledged_stays(office: CentralSite) -> None:
    work(office.site, 0)
    send_all(office)
    office.cut()
    close_the_day(office.site)
    assert told(office.site, "retire", "--keep-days", "0")["checkpoints"] == []
    assert told(office.site, "verify-log")["checkpoints"] == []
    assert counted(office, "leg") == 1
