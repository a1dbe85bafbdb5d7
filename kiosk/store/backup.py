"""Copies of the database: made beside a running desk, checked after writing, kept by a rule."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils import Database

from kiosk.errors import DatabaseDamaged, DiskFull, LogBroken
from kiosk.lib.atomic_file import sync_folder
from kiosk.lib.units import MS_PER_S, WallMs
from kiosk.store.database import find_fault, is_disk_full, open_reader
from kiosk.store.proof import Verified, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.store.proof import CheckSignature

DAILY_KEPT = 14
WEEKLY_KEPT = 8
"""The newest backup of each of the last 14 days that have one, and of each of the last 8 weeks."""

NAME = re.compile(r"backup-(\d{8})-(\d{8}T\d{6})Z\.db")


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished copy.

    Attributes:
        number: Counts up, whatever the clock said; the highest is the newest.
        taken: UTC by the clock of then, in seconds; only the rule for keeping looks at it.
    """

    path: Path
    number: int
    taken: datetime


def list_backups(folder: Path) -> list[Backup]:
    """List the finished copies in a folder, the newest last."""
    if not folder.is_dir():
        return []
    found = ((path, NAME.fullmatch(path.name)) for path in folder.iterdir())
    backups = [Backup(path, int(name[1]), _read_time(name[2])) for path, name in found if name]
    return sorted(backups, key=lambda backup: backup.number)


def make_backup(
    database: Path, folder: Path, now: WallMs, check_signature: CheckSignature | None = None
) -> tuple[Backup, Verified]:
    """Copy a database, of a running desk too, and prove that the copy is whole before it gets its name.

    The copy has no sessions, no notices' words and no officer's name; faces were never in the database.

    Raises:
        DatabaseDamaged: The database cannot be read, or the copy is not sound.
        LogBroken: The log in it does not verify.
        DiskFull: There is no room for it; nothing of it is left.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    earlier = list_backups(folder)
    number = earlier[-1].number + 1 if earlier else 1
    taken = datetime.fromtimestamp(now // MS_PER_S, UTC)
    path = folder / f"backup-{number:08d}-{taken:%Y%m%dT%H%M%S}Z.db"
    unfinished = path.with_suffix(".unfinished")
    try:
        _copy(database, unfinished)
        verified = check_backup(unfinished, check_signature)
        _sync(unfinished)
        unfinished.replace(path)
        sync_folder(folder)
    except OSError as error:
        raise DiskFull(f"{folder}: {error.strerror}; no backup was made") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return Backup(path, number, taken), verified


def copy_whole(database: Path, target: Path) -> None:
    """Copy a database with all that is in it, names and sessions too: for this machine's own use, never for a backup.

    Raises:
        DatabaseDamaged: It cannot be read.
        DiskFull: There is no room.
    """
    _copy_pages(database, target)
    _sync(target)
    sync_folder(target.parent)


def check_backup(path: Path, check_signature: CheckSignature | None = None) -> Verified:
    """Check every page of a copy and every event in it.

    Raises:
        DatabaseDamaged: SQLite finds a fault in it, or there is no such file.
        DatabaseNewer: A later version of this product wrote it.
        LogBroken: Its log does not verify.
    """
    with closing(open_reader(path)) as db:
        fault = find_fault(db.conn, "integrity_check")
        if fault is not None:
            raise DatabaseDamaged(f"{path}: {fault}; this copy is of no use")
        return verify(db.conn, check_signature)


def newest_sound(folder: Path) -> Backup | None:
    """Find the newest copy that still verifies; None when there is none."""
    for backup in reversed(list_backups(folder)):
        try:
            check_backup(backup.path)
        except (DatabaseDamaged, LogBroken):
            continue
        return backup
    return None


def thin_out(folder: Path) -> list[Backup]:
    """Remove the copies that the rule does not keep; give those that went."""
    backups = list_backups(folder)
    kept = to_keep(backups)
    gone = [backup for backup in backups if backup not in kept]
    for backup in gone:
        backup.path.unlink()
    if gone:
        sync_folder(folder)
    return gone


def to_keep(backups: Sequence[Backup]) -> set[Backup]:
    """Choose the newest of each of the latest days and weeks; the very newest is always among them."""
    newest_first = sorted(backups, key=lambda backup: backup.number, reverse=True)
    days: dict[str, Backup] = {}
    weeks: dict[str, Backup] = {}
    for backup in newest_first:
        days.setdefault(f"{backup.taken:%Y-%m-%d}", backup)
        weeks.setdefault(f"{backup.taken:%G-%V}", backup)
    return {*list(days.values())[:DAILY_KEPT], *list(weeks.values())[:WEEKLY_KEPT]}


def _copy(database: Path, target: Path) -> None:
    _copy_pages(database, target)
    try:
        with closing(sqlite3.connect(target)) as copy:
            copy.execute("PRAGMA secure_delete = ON")
            copy.execute("DELETE FROM session")
            copy.execute("DELETE FROM announcement")
            # An officer goes by the id in a copy; the name is given again with `kiosk account`.
            copy.execute("UPDATE account SET name = officer")
            copy.execute("UPDATE api_token SET label = token_id")
            copy.commit()
    except sqlite3.DatabaseError as error:
        if is_disk_full(error):
            raise DiskFull(f"{target.parent}: the disk is full; no backup was made") from error
        raise DatabaseDamaged(f"{target}: {error}; try again") from error


def _copy_pages(database: Path, target: Path) -> None:
    try:
        with closing(open_reader(database)) as source, closing(sqlite3.connect(target)) as copy:
            source.conn.backup(copy)
            # One plain file, without a journal beside it, that may be copied away as it is.
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if is_disk_full(error):
            raise DiskFull(f"{target.parent}: the disk is full; no copy was made") from error
        raise DatabaseDamaged(f"{database}: {error}; restore the newest backup") from error
    target.chmod(0o600)


def open_copy(path: Path) -> Database:
    """Open a copy for writing, with the rules under which deleted data are overwritten.

    Raises:
        DatabaseDamaged: SQLite cannot read it.
    """
    try:
        conn = sqlite3.connect(path, isolation_level=None)
        conn.execute("PRAGMA secure_delete = ON")
    except sqlite3.DatabaseError as error:
        raise DatabaseDamaged(f"{path}: {error}") from error
    return Database(conn)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_time(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
