"""A database that is lost comes back from its newest backup and from what central holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.central.audit import audit_office
from kiosk.link.client import DeskLink
from tests.run.central_site import CentralSite, enrolled
from tests.run.processes import LIMIT_S, one_line
from tests.run.test_crash import take_plain
from tests.run.test_log_commands import told


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CentralSite]:
    with enrolled(tmp_path) as site:
        yield site


def work(office: CentralSite, tickets: int, *, sent: bool = True) -> list[str]:
    """Let the desk give so many tickets and send them; gives the codes of all who wait."""
    desk = office.site.start_desk()
    with closing(DeskLink(office.site.socket)) as link:
        for _ in range(tickets):
            take_plain(link, "ho_tich")
        waiting = [ticket["code"] for ticket in link.snapshot()["waiting"]]
    if sent:
        office.wait_until_all_is_sent()
    desk.terminate()
    assert desk.wait(LIMIT_S) == 0
    return waiting


def database(office: CentralSite) -> Path:
    return office.state / "desk.db"


def test_what_central_holds_comes_back_after_the_newest_backup(office: CentralSite) -> None:
    work(office, 2)
    made = told(office.site, "backup")
    work(office, 3)
    before = told(office.site, "verify-log")
    database(office).unlink()
    restored = told(office.site, "restore")
    assert restored["backup"] == made["file"]
    assert restored["returned"] == {
        "events": before["events"] - made["events"],
        "unsigned": 0,
        "problem": "",
    }
    assert restored["end"] == before["heads"][0]
    after = told(office.site, "verify-log")
    assert after["events"] == before["events"] + 1
    assert told(office.site, "rebuild") == {"equal": True, "different": []}
    assert work(office, 1) == ["B001", "B002", "B003", "B004", "B005", "B006"]
    assert audit_office(office.storage, office.office).events == told(office.site, "verify-log")["events"]
    assert office.storage.forks(office.office) == []


def test_a_start_on_a_damaged_database_loses_nothing_that_was_sent(office: CentralSite) -> None:
    work(office, 1)
    told(office.site, "backup")
    assert work(office, 2) == ["B001", "B002", "B003"]
    database(office).write_bytes(b"no database " * 2000)
    assert work(office, 0) == ["B001", "B002", "B003"]
    assert told(office.site, "verify-log")["ok"] is True


def test_a_second_restore_follows_the_chains_that_came_after_the_first(office: CentralSite) -> None:
    work(office, 1)
    first = told(office.site, "backup")
    work(office, 1)
    told(office.site, "restore", first["file"])
    assert work(office, 1) == ["B001", "B002", "B003"]
    restored = told(office.site, "restore", first["file"])
    assert restored["returned"]["problem"] == ""
    assert restored["lost"] == 0
    assert work(office, 0) == ["B001", "B002", "B003"]
    assert len(told(office.site, "verify-log")["heads"]) == 3


def test_what_was_not_sent_is_counted_as_lost(office: CentralSite) -> None:
    work(office, 1)
    made = told(office.site, "backup")
    work(office, 1)
    sent = told(office.site, "verify-log")["events"]
    office.cut()
    work(office, 2, sent=False)
    held = told(office.site, "verify-log")["events"]
    office.mend()
    restored = told(office.site, "restore", made["file"])
    assert restored["returned"]["events"] == sent - made["events"]
    assert restored["lost"] == held - sent
    assert work(office, 0) == ["B001", "B002"]


def test_a_restore_without_a_network_goes_on_with_the_backup_and_says_what_lies_at_central(
    office: CentralSite,
) -> None:
    work(office, 1)
    made = told(office.site, "backup")
    work(office, 2)
    sent = told(office.site, "verify-log")["heads"][0]["seq"]
    office.cut()
    done = office.site.run("restore", made["file"])
    assert done.returncode == 0, done.stderr
    said = one_line(done.stdout)
    assert "central gave back 0 events; it may hold more" in said
    assert f"{sent - made['head']['seq']} of them are known to lie at central" in said
    assert work(office, 1, sent=False) == ["B001", "B002"]


def test_a_restore_without_a_network_is_completed_by_another_one_before_the_desk_starts(
    office: CentralSite,
) -> None:
    work(office, 1)
    made = told(office.site, "backup")
    work(office, 2)
    sent = told(office.site, "verify-log")["heads"][0]
    office.cut()
    assert told(office.site, "restore", made["file"])["returned"]["problem"]
    office.mend()
    completed = told(office.site, "restore", made["file"])
    assert (completed["end"], completed["returned"]["problem"]) == (sent, "")
    assert work(office, 1) == ["B001", "B002", "B003", "B004"]
    assert told(office.site, "verify-log")["ok"] is True


def test_without_a_backup_there_is_nothing_to_restore(office: CentralSite) -> None:
    refused = office.site.run("restore")
    assert refused.returncode == 1
    assert "no sound backup" in one_line(refused.stderr)
