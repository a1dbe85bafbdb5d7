"""What a desk has promised when the power fails, with a disk that had not yet written what it was given."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.store.database import OwnedDatabase
from tests.run.crowd import Crowd, check_log, seat_officer
from tests.run.processes import LIMIT_S, Site, quick_desk

CUTS = int(os.environ.get("KIOSK_POWER_CUTS", "25"))
OPERATIONS = (1, 400)
"""A start takes some 20 operations on the disk, a command some 15."""

WRITER = """
import ctypes, sqlite3, sys
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
conn.execute("PRAGMA journal_mode = WAL")
conn.execute("PRAGMA synchronous = " + sys.argv[2])
ctypes.CDLL(None).powercut_arm(ctypes.c_long(int(sys.argv[3])), ctypes.c_uint(int(sys.argv[3])))
for number in range(10_000):
    conn.execute("INSERT INTO promise VALUES (?, randomblob(3000))", (number,))
    print(number, flush=True)
"""


@pytest.fixture(scope="session")
def powercut(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the library that lets the power fail."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("a C compiler on Linux is needed to build the power cut")
    library = tmp_path_factory.mktemp("powercut") / "powercut.so"
    source = Path(__file__).with_name("powercut.c")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-o", str(library), str(source), "-ldl", "-lpthread"],
        check=True,
    )
    return str(library)


def test_nothing_acknowledged_is_lost_when_the_power_fails(tmp_path: Path, powercut: str) -> None:
    site = Site(tmp_path)
    draw = random.Random(11)
    crowd = Crowd(site, session=seat_officer(site))
    with closing(crowd), quick_desk(site, preload=powercut) as start:
        with crowd.at_work():
            for _ in range(CUTS):
                start(f"{draw.randint(*OPERATIONS)} {draw.randrange(2**31)}")
            start()
        assert crowd.crashes == []
    assert len(crowd.promised) > CUTS
    database = OwnedDatabase(site.folder / "state" / "desk.db")
    with closing(database):
        check_log(database.conn, crowd)


def promises_kept(folder: Path, powercut: str, synchronous: str, after: int) -> tuple[int, int]:
    """Let a writer promise until the power fails; give how many it promised and how many are there."""
    database = folder / f"{synchronous}-{after}.db"
    with closing(sqlite3.connect(database)) as conn:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("CREATE TABLE promise (number INTEGER PRIMARY KEY, value BLOB)")
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(database), synchronous, str(after)],
        env=os.environ | {"LD_PRELOAD": powercut, "POWERCUT_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 137, done.stderr
    with closing(sqlite3.connect(database)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = conn.execute("SELECT count(*) FROM promise").fetchone()[0]
    return len(done.stdout.split()), kept


def test_the_power_cut_is_a_real_one(tmp_path: Path, powercut: str) -> None:
    """A writer that does not sync loses what it promised; one that does, does not."""
    rounds = [60, 130, 200, 333]
    synced = [promises_kept(tmp_path, powercut, "FULL", after) for after in rounds]
    careless = [promises_kept(tmp_path, powercut, "NORMAL", after) for after in rounds]
    assert all(kept >= promised for promised, kept in synced)
    assert all(promised > kept for promised, kept in careless)
