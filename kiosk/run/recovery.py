"""A database that cannot be used is set aside, and a sound backup goes on in its place as a new chain."""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.ids import ChainId
from kiosk.errors import BadInput, DatabaseDamaged, DiskFull
from kiosk.lib.atomic_file import sync_folder
from kiosk.run.device_signatures import signature_checker
from kiosk.run.journals import take_up
from kiosk.run.taking_back import Returned, take_back
from kiosk.store.backup import check_backup, list_backups, newest_sound
from kiosk.store.codec import Head
from kiosk.store.database import OwnedDatabase, count_past, find_fault, is_damage, lock_database, open_reader
from kiosk.sync.cursor import load_cursor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.config import Config
    from kiosk.run.paths import DeskPaths

log = logging.getLogger(__name__)

SUFFIXES = ("", "-wal", "-shm")
"""The files of one SQLite database."""

CHECKED_AT_START_BYTES = 32_000_000
"""Checked whole in about 0.2 s; a larger file only when a desk that ran on it found damage."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What came back, and what did not.

    Attributes:
        set_aside: Folder with the database of before; None where there was none.
        end: The last event that came back, from the backup or from central.
        chain: The new chain that goes on from there.
        returned: What central gave back past the backup's end.
        lost: Events past ``end`` that the database of before held; None when it cannot be read.
        at_central: The last event of the old chain that central is known to hold; 0 for none.
    """

    backup: Path
    set_aside: Path | None
    end: Head
    chain: ChainId
    returned: Returned
    lost: int | None
    at_central: int

    def report(self) -> str:
        """Tell it in one line."""
        lost = "an unknown number of" if self.lost is None else str(self.lost)
        kept = max(0, self.at_central - self.end.seq)
        return (
            f"restored {self.backup.name}; {self.returned.report()}; going on as chain {self.chain} from event "
            f"{self.end.seq} of chain {self.end.chain}; {lost} acknowledged events after it may be lost here"
            + (f", {kept} of them are known to lie at central" if kept else "")
            + (f"; the old database is in {self.set_aside}" if self.set_aside else "")
        )


def open_or_recover(config: Config, paths: DeskPaths) -> OwnedDatabase:
    """Open the desk's database; one that is damaged or gone is replaced by the newest sound backup.

    Raises:
        DatabaseDamaged: It is damaged and there is no sound backup; it is left as it is.
        DatabaseInUse: Another desk has it.
        DatabaseNewer: A later version of this product wrote it.
        DiskFull: There is no room to open or to restore it.
    """
    try:
        return _open_sound(paths)
    except DatabaseDamaged as damage:
        backup = newest_sound(paths.backups)
        if backup is None:
            raise
        log.critical("%s", damage)
        recovered = restore(config, paths, backup.path, "database_damaged")
        log.critical("%s", recovered.report())
    return OwnedDatabase(paths.database)


@contextmanager
def suspecting(paths: DeskPaths) -> Iterator[None]:
    """Have the next start check the whole database, whatever its size, where a desk ends by damage in it."""
    try:
        yield
    except Exception as error:
        if isinstance(error, DatabaseDamaged) or is_damage(error):
            paths.suspect.touch()
        raise


def newest_backup(paths: DeskPaths) -> Path:
    """Find the newest backup that still verifies.

    Raises:
        BadInput: There is none.
    """
    backup = newest_sound(paths.backups)
    if backup is None:
        raise BadInput(f"{paths.backups} holds no sound backup; name another file")
    return backup.path


def restore(config: Config, paths: DeskPaths, backup: Path, reason: str) -> Recovered:
    """Put a backup, then what central holds past it, in the database's place, as a new chain.

    What was there is set aside, not deleted. Where central cannot be had the backup alone goes on.

    Raises:
        DatabaseDamaged: The backup is not sound.
        LogBroken: Its log does not verify.
        DatabaseInUse: The desk is running; stop it first.
        DiskFull: There is no room; the database is as before.
    """
    check_backup(backup, signature_checker(config, paths.device_key))
    with _locked(paths.database):
        staged = paths.database.with_name("desk.db.restoring")
        try:
            _remove(staged)
            shutil.copyfile(backup, staged)
            returned, end, chain = _continue(config, paths, staged, reason)
            lost = _lost(paths.database, end)
            set_aside = _set_aside(paths)
            staged.replace(paths.database)
            sync_folder(paths.state)
        except OSError as error:
            raise DiskFull(f"{paths.state}: {error.strerror}; nothing was restored") from error
        finally:
            _remove(staged)
    paths.suspect.unlink(missing_ok=True)
    cursor = load_cursor(paths.state)
    at_central = cursor.seq if cursor.chain == end.chain else 0
    return Recovered(backup, set_aside, end, chain, returned, lost, at_central)


def _open_sound(paths: DeskPaths) -> OwnedDatabase:
    if not paths.database.exists() and list_backups(paths.backups):
        raise DatabaseDamaged(f"{paths.database} is gone, though there are backups of it")
    database = OwnedDatabase(paths.database)
    small = paths.database.stat().st_size <= CHECKED_AT_START_BYTES
    fault = find_fault(database.conn) if small or paths.suspect.exists() else None
    if fault is not None:
        database.close()
        raise DatabaseDamaged(f"{paths.database}: {fault}; restore a backup with `kiosk restore`")
    paths.suspect.unlink(missing_ok=True)
    return database


def _continue(config: Config, paths: DeskPaths, staged: Path, reason: str) -> tuple[Returned, Head, ChainId]:
    database = OwnedDatabase(staged)
    with closing(database):
        journal = take_up(config, paths, database)
        returned = take_back(journal, paths, config.sync)
        end = journal.begin_chain(config.office_id, reason)
        return returned, end, journal.head.chain


def _lost(database: Path, end: Head) -> int | None:
    try:
        with closing(open_reader(database)) as db:
            return count_past(db, end)
    except DatabaseDamaged:
        return None


def _set_aside(paths: DeskPaths) -> Path | None:
    present = [path for path in _files(paths.database) if path.exists()]
    if not present:
        return None
    number = 1
    while (folder := paths.state / f"set-aside-{number:04d}").exists():
        number += 1
    folder.mkdir(mode=0o700)
    for path in present:
        path.replace(folder / path.name)
    sync_folder(folder)
    sync_folder(paths.state)
    return folder


def _files(database: Path) -> list[Path]:
    return [database.with_name(database.name + suffix) for suffix in SUFFIXES]


def _remove(staged: Path) -> None:
    for path in [*_files(staged), staged.with_name(staged.name + ".lock")]:
        path.unlink(missing_ok=True)


@contextmanager
def _locked(database: Path) -> Iterator[None]:
    handle = lock_database(database)
    try:
        yield
    finally:
        os.close(handle)
