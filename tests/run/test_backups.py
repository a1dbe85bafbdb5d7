"""A backup a day is made by itself, old ones go by the rule, and damage is not copied."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from kiosk.config import Config, load_config
from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.errors import DatabaseDamaged
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import MS_PER_DAY, MS_PER_S
from kiosk.run import recovery
from kiosk.run.backups import BackupWorker
from kiosk.run.log_keeping import back_up
from kiosk.run.paths import DeskPaths
from kiosk.run.pulse import Pulse
from kiosk.run.recovery import open_or_recover, suspecting
from kiosk.store.backup import Backup, list_backups
from kiosk.store.database import OwnedDatabase
from tests.offices import Setup
from tests.run.processes import wait_for

DAY_S = MS_PER_DAY // MS_PER_S
PAGE = 4096


@pytest.fixture
def config(tmp_path: Path) -> Config:
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[desk]\nstate_dir = "{tmp_path}/state"\nruntime_dir = "{tmp_path}/run"\n', "utf-8")
    return load_config(file)


@pytest.fixture
def office(tmp_path: Path, config: Config) -> Iterator[Setup]:
    """A desk in the very folders that the configuration names."""
    setup = Setup(tmp_path, config=config)
    yield setup
    setup.close()


@contextmanager
def looking(config: Config, clock: ManualClock) -> Iterator[None]:
    """Let the worker look every few milliseconds instead of minutes."""
    crashes: list[BaseException] = []
    worker = BackupWorker(config, clock=clock, on_crash=crashes.append, first_look_s=0.01, look_every_s=0.01)
    worker.start()
    try:
        yield
    finally:
        worker.stop()
    assert crashes == []


def kept(config: Config) -> list[Backup]:
    return list_backups(DeskPaths.of(config).backups)


def has_kept(config: Config, count: int) -> bool:
    return len(kept(config)) == count


def test_a_backup_is_made_each_day_and_not_twice(office: Setup, config: Config) -> None:
    with looking(config, office.clock):
        wait_for(lambda: len(kept(config)) == 1, "no first backup")
        for number in (2, 3):
            office.clock.advance(DAY_S - 60)
            office.plain("ho_tich")
            assert [backup.number for backup in kept(config)] == list(range(1, number))
            office.clock.advance(120)
            wait_for(partial(has_kept, config, number), "no backup on the next day")
    assert [backup.number for backup in kept(config)] == [1, 2, 3]


def test_a_clock_that_was_set_back_does_not_stop_the_backups(office: Setup, config: Config) -> None:
    with looking(config, office.clock):
        wait_for(lambda: len(kept(config)) == 1, "no first backup")
        office.clock.wall_ms -= 30 * MS_PER_DAY
        wait_for(lambda: len(kept(config)) == 2, "the newest backup lies in the future, and none is made")


def test_what_the_rule_does_not_keep_goes_when_a_new_one_is_made(office: Setup, config: Config) -> None:
    for _ in range(20):
        back_up(config, office.clock.wall())
        office.clock.advance(DAY_S)
    days = {backup.taken.date() for backup in kept(config)}
    newest_14 = sorted(days)[-14:]
    assert (newest_14[-1] - newest_14[0]).days == 13
    weeks_before = sorted(days)[:-14]
    assert all(day.isocalendar().week != newest_14[0].isocalendar().week for day in weeks_before)
    assert 14 <= len(days) < 20


def fill(office: Setup) -> None:
    """Make the log larger than one page, and everything lie in the file."""
    for _ in range(12):
        office.plain("ho_tich")
    office.database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def damage(database: Path, first_page: int = 7, pages: int = 4) -> None:
    with database.open("r+b") as file:
        file.seek((first_page - 1) * PAGE)
        file.write(b"\xa5" * PAGE * pages)


def test_damage_met_by_a_backup_is_marked_and_ends_the_desk(office: Setup, config: Config) -> None:
    paths = DeskPaths.of(config)
    pulse = Pulse(office.desk, paths)
    pulse.beat()
    fill(office)
    damage(paths.database)
    with looking(config, office.clock):
        wait_for(paths.suspect.exists, "the damage was not marked")
    assert kept(config) == []
    with pytest.raises(DatabaseDamaged, match="the next start checks it"):
        pulse.beat()


def test_damage_met_by_a_click_is_marked_and_ends_the_desk(office: Setup, config: Config) -> None:
    paths = DeskPaths.of(config)
    pulse = Pulse(office.desk, paths)
    fill(office)
    # Every page but the first, and none of them is left in SQLite's memory.
    damage(paths.database, first_page=2, pages=paths.database.stat().st_size // PAGE - 1)
    office.database.conn.execute("PRAGMA shrink_memory")
    command = c.CheckIn(CommandId(str(uuid.uuid4())), office.issued(), FieldCode("ho_tich"), How.PLAIN)
    with pytest.raises(sqlite3.DatabaseError):
        asyncio.run(office.desk.submit(command, office.citizen()))
    with pytest.raises(sqlite3.DatabaseError), suspecting(paths):
        pulse.beat()
    assert paths.suspect.exists()


@pytest.mark.usefixtures("_no_file_is_small")
def test_a_large_database_is_checked_whole_at_the_start_only_when_it_is_suspect(
    office: Setup, config: Config
) -> None:
    paths = DeskPaths.of(config)
    fill(office)
    back_up(config, office.clock.wall())
    office.close()
    damage(paths.database)
    with closing(open_or_recover(config, paths)) as database:
        assert _folders_set_aside(paths) == []
        assert database.path == paths.database
    paths.suspect.touch()
    with closing(open_or_recover(config, paths)):
        assert len(_folders_set_aside(paths)) == 1
    assert not paths.suspect.exists()
    office.boot()
    assert len(office.desk.snapshot().waiting) == 12


@pytest.mark.usefixtures("_no_file_is_small")
def test_a_sound_database_under_suspicion_is_cleared(office: Setup, config: Config) -> None:
    paths = DeskPaths.of(config)
    fill(office)
    office.close()
    paths.suspect.touch()
    with closing(open_or_recover(config, paths)):
        assert not paths.suspect.exists()
    assert _folders_set_aside(paths) == []
    office.database = OwnedDatabase(paths.database)


@pytest.fixture
def _no_file_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat this test's database as one of the size of years, which is not checked whole at every start."""
    monkeypatch.setattr(recovery, "CHECKED_AT_START_BYTES", 0)


def _folders_set_aside(paths: DeskPaths) -> list[Path]:
    return list(paths.state.glob("set-aside-*"))
