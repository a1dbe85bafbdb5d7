"""What a technician sees when something is wrong: one line that says what to do, and nothing lost."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kiosk.link.client import DeskLink
from tests.run.processes import LIMIT_S, ROOT, Site, one_line
from tests.run.test_crash import take_plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def desk(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    process = site.start_desk()
    yield process
    process.terminate()
    assert process.wait(LIMIT_S) == 0


def test_an_unknown_key_in_the_configuration_is_named(site: Site) -> None:
    site.config.write_text("[desk]\nprot = 1\n", encoding="utf-8")
    done = site.run("desk")
    assert done.returncode == 1
    assert "prot" in one_line(done.stderr)


def test_a_second_desk_on_one_database_is_refused(site: Site, desk: subprocess.Popen[bytes]) -> None:
    assert desk.poll() is None
    done = site.run("desk")
    assert done.returncode == 1
    assert "another desk is using it" in one_line(done.stderr)


def test_a_port_in_use_is_named(site: Site) -> None:
    with socket.create_server(("127.0.0.1", site.port)):
        done = site.run("desk")
    assert done.returncode == 3
    assert f"127.0.0.1:{site.port}" in one_line(done.stderr)


def test_a_damaged_database_is_named_and_left_as_it_is(site: Site) -> None:
    database = site.folder / "state" / "desk.db"
    database.parent.mkdir()
    database.write_bytes(b"no database at all " * 300)
    before = database.read_bytes()
    done = site.run("desk")
    assert done.returncode == 1
    assert "desk.db" in one_line(done.stderr)
    assert database.read_bytes() == before


def test_a_missing_model_is_named_with_the_remedy(site: Site, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "screen", "--config", str(site.config)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        env=os.environ | {"KIOSK_MODELS_DIR": str(tmp_path / "empty"), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 1
    assert "kiosk models fetch" in one_line(done.stderr)


@pytest.mark.parametrize(
    ("spec", "named"),
    [("replay:/no/such/video.mp4", "/no/such/video.mp4"), ("webcam", "'webcam' is not known")],
)
def test_a_camera_that_cannot_be_read_is_named(site: Site, spec: str, named: str) -> None:
    with site.config.open("a", encoding="utf-8") as file:
        file.write(f'[screen]\ncamera = "{spec}"\n')
    done = site.run("screen")
    assert done.returncode == 1
    assert named in one_line(done.stderr)


def test_the_visits_are_exported_and_the_log_verifies(site: Site, desk: subprocess.Popen[bytes]) -> None:
    assert desk.poll() is None
    link = DeskLink(site.socket)
    take_plain(link, "ho_tich")
    link.close()
    exported = site.run("export")
    assert list(csv.DictReader(io.StringIO(exported.stdout))) == []
    assert exported.stdout.startswith("day,field,arrived_at,wait_s,counter,officer,serve_s,how,code")
    verified = json.loads(site.run("verify-log", "--json").stdout)
    assert verified["ok"] is True
    assert verified["events"] == 4


def test_a_log_edited_by_hand_does_not_verify(site: Site) -> None:
    desk = site.start_desk()
    desk.terminate()
    desk.wait(LIMIT_S)
    conn = sqlite3.connect(site.folder / "state" / "desk.db")
    conn.execute("DROP TRIGGER event_is_append_only")
    conn.execute("UPDATE event SET hash = 'forged' WHERE seq = 1")
    conn.commit()
    conn.close()
    done = site.run("verify-log")
    assert done.returncode == 1
    assert "event 1 " in done.stdout


def test_an_account_is_added_without_a_name_or_a_pin_in_the_log(site: Site) -> None:
    done = site.run("account", "cb-07", "--name", "Nguyễn Thị Bí Mật", text="917355\n")
    assert done.returncode == 0, done.stderr
    conn = sqlite3.connect(site.folder / "state" / "desk.db")
    log = b"".join(body + data for body, data in conn.execute("SELECT body, data FROM event"))
    conn.close()
    assert b"AccountChanged" in log
    assert "Bí Mật".encode() not in log
    assert b"917355" not in log


def test_a_short_pin_is_refused(site: Site) -> None:
    done = site.run("account", "cb-07", "--name", "A", text="12\n")
    assert done.returncode == 1
    assert "at least 4" in one_line(done.stderr)


def test_a_desk_ends_well_on_a_signal(site: Site) -> None:
    desk = site.start_desk()
    desk.send_signal(signal.SIGTERM)
    assert desk.wait(LIMIT_S) == 0
    assert not site.socket.exists()


def test_an_account_is_shut_and_opened_again_and_the_last_supervisor_stays(site: Site) -> None:
    site.run("account", "pt-01", "--name", "A", "--role", "supervisor", text="917355\n")
    site.run("account", "cb-07", "--name", "B", text="917355\n")
    for flag, says in (("--disable", "can no longer sign in"), ("--enable", "can sign in")):
        done = site.run("account", "cb-07", flag)
        assert (done.returncode, done.stdout.strip()) == (0, f"cb-07 {says}")
    refused = site.run("account", "pt-01", "--disable")
    assert refused.returncode == 1
    assert "needs a supervisor" in refused.stderr
