"""What one release asks of another is answered by the real commands on a real database."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from kiosk.cli import run
from kiosk.errors import DatabaseNewer
from kiosk.store.backup import copy_whole
from kiosk.store.database import OwnedDatabase
from tests.offices import Setup


@pytest.fixture
def config(office: Setup, tmp_path: Path) -> Path:
    office.plain("ho_tich")
    state = tmp_path / "device"
    state.mkdir()
    copy_whole(office.folder / "state" / "desk.db", state / "desk.db")
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[desk]\nstate_dir = "{state}"\nruntime_dir = "{tmp_path}/run"\n', "utf-8")
    return file


def written_by_a_later_release(database: Path) -> None:
    with sqlite3.connect(database) as conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kiosk.desk', 'm999', '')"
        )
    conn.close()


def test_a_copy_is_whole_and_a_release_proves_itself_on_it(config: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert run(["update", "copy", str(copy), "--config", str(config)]) == 0
    assert copy.stat().st_mode & 0o077 == 0
    with sqlite3.connect(copy) as conn:
        assert conn.execute("SELECT count(*) FROM event").fetchone()[0] > 0
    conn.close()
    assert run(["update", "readable", "--config", str(config)]) == 0


def test_data_of_a_later_release_are_refused_and_not_touched(config: Path, tmp_path: Path) -> None:
    database = tmp_path / "device" / "desk.db"
    written_by_a_later_release(database)
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    assert run(["update", "readable", "--config", str(config)]) == 1
    with pytest.raises(DatabaseNewer):
        OwnedDatabase(database)
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    assert not database.with_name("desk.db-wal").exists()


def test_a_desk_that_does_not_answer_is_not_healthy(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["update", "health", "--config", str(config)]) == 1
    assert "desk" in capsys.readouterr().out


def test_a_release_without_its_weights_refuses_before_it_is_tried(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(tmp_path / "none"))
    assert run(["update", "rehearse", str(tmp_path / "copy.db"), "--config", str(config)]) == 1
    assert "kiosk models fetch" in capsys.readouterr().err
