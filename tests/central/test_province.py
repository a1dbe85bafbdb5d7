"""`kiosk simulate province`: a whole province at central, by the way that a desk's events come."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from contextlib import closing
from datetime import date
from pathlib import Path

import psycopg
import pytest

from kiosk.bench.cluster import Cluster
from kiosk.bench.province import ProvinceLoad, fill_province, province_database
from kiosk.central.audit import audit_office
from kiosk.central.commands import open_storage
from kiosk.central.scope import Scope
from kiosk.cli import run
from kiosk.errors import BadInput

LOAD = ProvinceLoad(offices=3, days=3, until=date(2026, 11, 20))
"""Its last day is the one on which the second office's device is copied."""


def silent(_done: int, _total: int) -> None:
    pass


def test_central_holds_every_event_with_its_hash_and_keeps_a_copied_devices_apart(address: str) -> None:
    told = fill_province(LOAD, address, 1, silent)
    assert told["lost"] == 0
    assert told["events"] > 5 * told["visits"] > 500
    assert told["kept_apart"] > 0
    assert (told["first_day"], told["last_day"]) == ("2026-11-18", "2026-11-20")
    with closing(open_storage(address)) as storage:
        offices = sorted(office.office for office in storage.overview())
        assert offices == ["vp-001", "vp-002", "vp-003"]
        held = 0
        for office in offices:
            audit = audit_office(storage, office)
            held += audit.events
        assert held == told["events"]
        assert [bool(storage.forks(office)) for office in offices] == [False, True, False]
        assert [o.office for o in storage.overview(Scope(("tinh-mau/dong-bang",)))] == ["vp-002"]


def test_a_province_is_not_filled_twice(address: str) -> None:
    small = ProvinceLoad(offices=1, days=1, until=date(2026, 11, 20))
    fill_province(small, address, 1, silent)
    with pytest.raises(BadInput, match="vp-001 already"):
        fill_province(small, address, 1, silent)


def test_the_command_prints_what_was_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"sqlite:///{tmp_path / 'central.db'}"
    command = [
        "simulate",
        "province",
        "--offices",
        "1",
        "--scale",
        "2",
        "--days",
        "2",
        "--until",
        "2026-11-20",
    ]
    assert run([*command, "--database", address, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["offices"], told["days"], told["lost"], told["jobs"]) == (2, 2, 0, 1)
    assert {"events", "visits", "seconds", "size_mb"} <= set(told)
    assert "address" not in told


@pytest.mark.postgres
def test_a_kept_database_is_there_afterwards_and_says_how_to_stop_it(
    tmp_path: Path, cluster: Cluster
) -> None:
    assert cluster
    # A socket's path must be short, and PostgreSQL's own user must reach it.
    folder = Path("/tmp") / tmp_path.name
    with province_database(None, folder, tmp_path) as (address, stop):
        fill_province(ProvinceLoad(offices=1, days=1, until=date(2026, 11, 20)), address, 1, silent)
    try:
        with psycopg.connect(address) as conn:
            assert conn.execute("SELECT count(*) FROM office").fetchall() == [(1,)]
        assert str(folder / "data") in stop
        with pytest.raises(BadInput, match="not empty"), province_database(None, folder, tmp_path):
            pass
    finally:
        subprocess.run(
            shlex.split(stop), check=True, timeout=60, stdout=subprocess.DEVNULL, cwd="/"
        )  # as printed
        shutil.rmtree(folder)


@pytest.mark.postgres
def test_a_database_that_could_not_be_filled_is_not_kept(tmp_path: Path, cluster: Cluster) -> None:
    assert cluster
    folder = Path("/tmp") / tmp_path.name
    with pytest.raises(BadInput, match="broken"), province_database(None, folder, tmp_path):
        raise BadInput("broken")
    assert not folder.exists()
