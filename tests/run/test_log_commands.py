"""What a technician can do with the log, and what a damaged database leads to; each by the real commands."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.config import load_config
from kiosk.link.client import DeskLink
from kiosk.run.paths import DeskPaths
from kiosk.run.recovery import open_or_recover
from kiosk.store.codec import canonical, hash_body, hash_data
from tests.run.processes import LIMIT_S, ROOT, Site, one_line, wait_for
from tests.run.test_backups import damage
from tests.run.test_crash import take_plain

AS_IF_LARGE = """
from kiosk.__main__ import main
from kiosk.run import recovery

recovery.CHECKED_AT_START_BYTES = 0
main()
"""
"""The command for which no database is small: none is checked whole at every start."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def work(site: Site, tickets: int) -> list[str]:
    """Let a desk give so many tickets, then stop it; gives the codes of all who wait."""
    desk = site.start_desk()
    with closing(DeskLink(site.socket)) as link:
        for _ in range(tickets):
            take_plain(link, "ho_tich")
        waiting = [ticket["code"] for ticket in link.snapshot()["waiting"]]
    desk.terminate()
    assert desk.wait(LIMIT_S) == 0
    return waiting


def told(site: Site, *arguments: str) -> dict[str, Any]:
    done = site.run(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    values: dict[str, Any] = json.loads(done.stdout)
    return values


def database(site: Site) -> Path:
    return site.folder / "state" / "desk.db"


def test_a_backup_is_restored_as_a_new_chain(site: Site) -> None:
    work(site, 2)
    made = told(site, "backup")
    assert work(site, 3) == ["B001", "B002", "B003", "B004", "B005"]
    before = told(site, "verify-log")
    restored = told(site, "restore", made["file"])
    assert restored["end"] == made["head"]
    assert restored["lost"] == before["events"] - made["events"]
    after = told(site, "verify-log")
    assert [head["chain"] for head in after["heads"]] == [made["head"]["chain"], restored["chain"]]
    assert (Path(restored["set_aside"]) / "desk.db").exists()
    assert work(site, 1) == ["B001", "B002", "B003"]
    told(site, "verify-log")
    assert told(site, "rebuild") == {"equal": True, "different": []}


def test_a_running_desk_is_backed_up_and_cannot_be_restored_over(site: Site) -> None:
    desk = site.start_desk()
    made = told(site, "backup")
    assert told(site, "verify-log", "--file", made["file"])["ok"] is True
    refused = site.run("restore", made["file"])
    assert refused.returncode == 1
    assert "stop that one first" in one_line(refused.stderr)
    desk.terminate()
    assert desk.wait(LIMIT_S) == 0


def test_damaged_pages_lead_to_the_newest_sound_backup(site: Site) -> None:
    work(site, 1)
    older = Path(told(site, "backup")["file"])
    older.rename(older.with_name("backup-00000001-20260101T000000Z.db"))
    work(site, 1)
    made = told(site, "backup")
    older.with_name("backup-00000003-20260102T000000Z.db").write_bytes(b"no database " * 2000)
    work(site, 1)
    damage(database(site))
    assert work(site, 1) == ["B001", "B002", "B003"]
    proved = told(site, "verify-log")
    assert len(proved["heads"]) == 2
    assert proved["heads"][0] == made["head"]
    assert (site.folder / "state" / "set-aside-0001" / "desk.db").exists()
    assert not (site.folder / "state" / "desk.db.suspect").exists()


def test_a_start_on_damaged_pages_reports_how_many_events_are_lost(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    work(site, 1)
    made = told(site, "backup")
    work(site, 2)
    lost = told(site, "verify-log")["events"] - made["events"]
    with closing(sqlite3.connect(database(site))) as conn:
        (page,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'leg'").fetchone()
    damage(database(site), page, pages=1)
    config = load_config(site.config)
    open_or_recover(config, DeskPaths.of(config)).close()
    assert f"; {lost} acknowledged events after it may be lost here" in caplog.text


def test_a_large_database_that_stops_the_desk_is_checked_at_the_start_after_it(site: Site) -> None:
    work(site, 2)
    told(site, "backup")
    with closing(sqlite3.connect(database(site))) as conn:
        (page,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'event'").fetchone()
    damage(database(site), page, pages=1)
    command = [sys.executable, "-c", AS_IF_LARGE, "desk", "--config", str(site.config)]
    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert first.returncode == 1
    assert "malformed" in first.stderr
    desk = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        wait_for(site.serves, "the desk does not answer")
        with closing(DeskLink(site.socket)) as link:
            assert [ticket["code"] for ticket in link.snapshot()["waiting"]] == ["B001", "B002"]
        desk.terminate()
        assert desk.wait(LIMIT_S) == 0
    finally:
        desk.kill()


def test_a_database_that_is_gone_comes_back_from_its_backup(site: Site) -> None:
    work(site, 2)
    told(site, "backup")
    database(site).unlink()
    assert work(site, 0) == ["B001", "B002"]


def test_a_newer_start_does_not_use_a_damaged_backup(site: Site) -> None:
    work(site, 1)
    told(site, "backup")
    work(site, 1)
    newest = Path(told(site, "backup")["file"])
    newest.write_bytes(newest.read_bytes()[:20_000])
    database(site).write_bytes(b"no database " * 2000)
    # One a day is kept: the older of the two went when the newer was made.
    done = site.run("desk")
    assert done.returncode == 1
    assert "desk.db" in done.stderr
    assert database(site).read_bytes().startswith(b"no database")


def close_the_day(site: Site) -> None:
    """Take one ticket, then close the day as a supervisor does, over the pages' own HTTP."""
    assert (
        site.run("account", "pt-01", "--name", "A", "--role", "supervisor", text="246810\n").returncode == 0
    )
    desk = site.start_desk()
    with closing(DeskLink(site.socket)) as link:
        take_plain(link, "ho_tich")
        time = link.snapshot()["time"]
    headers = {"X-Requested-With": "kiosk"}
    with httpx.Client(base_url=f"http://127.0.0.1:{site.port}", headers=headers) as page:
        signed_in = page.post("/api/session", json={"officer": "pt-01", "pin": "246810", "counter": 1})
        assert signed_in.is_success, signed_in.text
        command = {
            "type": "CloseDay",
            "command_id": str(uuid.uuid4()),
            "issued": time,
            "reason": "closing_time",
        }
        closed = page.post("/api/commands", json=command)
        assert closed.is_success, closed.text
    desk.terminate()
    assert desk.wait(LIMIT_S) == 0


def test_one_events_data_are_shredded_here_and_in_every_backup(site: Site) -> None:
    close_the_day(site)
    backup = Path(told(site, "backup")["file"])
    with closing(sqlite3.connect(database(site))) as conn:
        chain, seq, data = conn.execute(
            "SELECT chain, seq, data FROM event WHERE kind = 'TicketIssued'"
        ).fetchone()
    token = json.loads(data)["token"].encode()
    assert token in backup.read_bytes()
    done = site.run("shred", "--chain", chain, "--seq", str(seq), "--reason", "QD 12/2026")
    assert done.returncode == 0, done.stderr
    for file in (*database(site).parent.glob("desk.db*"), backup):
        assert token not in file.read_bytes(), file.name
    assert told(site, "verify-log")["shredded"] == 1
    assert told(site, "verify-log", "--file", str(backup))["shredded"] == 1


def test_what_may_not_be_shredded_is_refused_with_the_reason(site: Site) -> None:
    work(site, 1)
    with closing(sqlite3.connect(database(site))) as conn:
        chain, seq, data = conn.execute(
            "SELECT chain, seq, data FROM event WHERE kind = 'DayOpened'"
        ).fetchone()
        ticket = conn.execute("SELECT seq FROM event WHERE kind = 'TicketIssued'").fetchone()[0]
    assert data
    refused = site.run("shred", "--chain", chain, "--seq", str(seq), "--reason", "QD 12/2026")
    assert "holds nobody's data" in one_line(refused.stderr)
    refused = site.run("shred", "--chain", chain, "--seq", str(ticket), "--reason", "QD 12/2026")
    assert "close the day first" in one_line(refused.stderr)
    assert told(site, "verify-log")["shredded"] == 0


def test_tables_that_differ_from_the_log_are_named_and_mended(site: Site) -> None:
    work(site, 2)
    with closing(sqlite3.connect(database(site))) as conn:
        conn.execute("UPDATE leg SET wait_ms = 60000")
        conn.commit()
    assert told(site, "rebuild") == {"equal": False, "different": ["leg"]}
    assert told(site, "rebuild") == {"equal": True, "different": []}


def test_nothing_is_retired_that_central_does_not_hold(site: Site) -> None:
    work(site, 1)
    refused = site.run("retire", "--keep-days", "0")
    assert refused.returncode == 1
    assert "central has acknowledged nothing" in one_line(refused.stderr)


def test_events_of_a_later_version_are_kept_and_proved(site: Site) -> None:
    """A log that a later version went on with, taken back to this one: nothing is dropped, nothing breaks."""
    work(site, 1)
    with closing(sqlite3.connect(database(site))) as conn:
        _append_unknown(conn)
        conn.commit()
    assert work(site, 1) == ["B001", "B002"]
    proved = told(site, "verify-log")
    assert proved["ok"] is True
    with closing(sqlite3.connect(database(site))) as conn:
        kept = conn.execute("SELECT data FROM event WHERE kind = 'RobotGreeted'").fetchone()
    assert kept == (b'{"words":7}',)


def _append_unknown(conn: sqlite3.Connection) -> None:
    chain, seq, body, digest = conn.execute(
        "SELECT chain, seq, body, hash FROM event ORDER BY position DESC LIMIT 1"
    ).fetchone()
    data, salt = canonical({"words": 7}), b"s" * 16
    values = json.loads(body) | {
        "kind": "RobotGreeted",
        "version": 9,
        "seq": seq + 1,
        "event_id": "11111111-1111-4111-8111-111111111111",
        "prev_hash": digest,
        "data_hash": hash_data(salt, data),
        "command_id": None,
    }
    raw = canonical(values)
    conn.execute(
        "INSERT INTO event (chain, seq, event_id, kind, day_id, body, hash, data, salt)"
        " VALUES (?, ?, ?, 'RobotGreeted', ?, ?, ?, ?, ?)",
        (chain, seq + 1, values["event_id"], values["day_id"], raw, hash_body(raw), data, salt),
    )
