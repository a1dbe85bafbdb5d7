"""Whatever root does in the desk's folder, the desk can still work there."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.lib.atomic_file import write_atomically
from kiosk.store.database import OwnedDatabase, open_reader
from tests.run.processes import ROOT

NOBODY = 65534
"""Debian's account of nobody, in the desk's place."""

OPEN_AND_WRITE = """
import sys
from pathlib import Path
from kiosk.store.database import OwnedDatabase, transaction
database = OwnedDatabase(Path(sys.argv[1]))
with transaction(database.conn):
    database.conn.execute("CREATE TABLE written (value)")
database.close()
"""

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files in another's folder")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The desk's folder."""
    for above in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        above.chmod(0o755)
    folder = tmp_path / "state"
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    return folder


def owners(folder: Path) -> set[int]:
    return {file.stat().st_uid for file in folder.iterdir()}


def as_the_desk(*command: str) -> subprocess.CompletedProcess[str]:
    account = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return subprocess.run([*account, *command], cwd=ROOT, check=False, capture_output=True, text=True)


def open_as_the_desk(database: Path) -> None:
    if as_the_desk(sys.executable, "-c", "import kiosk").returncode != 0:
        pytest.skip("this checkout lies where only root may read")
    done = as_the_desk(sys.executable, "-c", OPEN_AND_WRITE, str(database))
    assert done.returncode == 0, done.stderr


def test_a_desk_starts_after_root_made_its_database(folder: Path) -> None:
    OwnedDatabase(folder / "desk.db").close()
    assert owners(folder) == {NOBODY}
    open_as_the_desk(folder / "desk.db")


def test_a_desk_starts_while_root_reads_what_it_left(folder: Path) -> None:
    OwnedDatabase(folder / "desk.db").close()
    with closing(open_reader(folder / "desk.db")) as reader:
        assert reader.table_names()
        assert {file.name for file in folder.iterdir()} >= {"desk.db-wal", "desk.db-shm"}
        assert owners(folder) == {NOBODY}
        open_as_the_desk(folder / "desk.db")


def test_a_key_that_root_makes_is_the_desks(folder: Path) -> None:
    write_atomically(folder / "device.key", b"key", mode=0o600)
    assert owners(folder) == {NOBODY}
