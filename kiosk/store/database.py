"""The desk's SQLite file: opened, owned, migrated."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlite_utils import Database

from kiosk.errors import DatabaseDamaged, DatabaseInUse, DatabaseNewer, DiskFull
from kiosk.store.migrations import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_TIMEOUT_S = 5.0
"""How long a reader's lock may hold up a write; readers here take milliseconds."""


class OwnedDatabase:
    """The open file and the lock that keeps a second desk out.

    Attributes:
        db: sqlite-utils' view of it.
        conn: Its connection, for the hot path; in autocommit, so that transactions are explicit.
    """

    def __init__(self, path: Path) -> None:
        """Open, creating and migrating as needed.

        Raises:
            DatabaseInUse: Another desk owns the file.
            DatabaseNewer: A later version of this product wrote it.
            DatabaseDamaged: SQLite cannot read it.
            DiskFull: It cannot be created or migrated for want of space.
        """
        self.path = path
        self._lock = _lock(path)
        try:
            self.db = _open(path)
        except BaseException:
            os.close(self._lock)
            raise
        self.conn: sqlite3.Connection = self.db.conn

    def close(self) -> None:
        """Close the file, then let the lock go."""
        self.conn.close()
        os.close(self._lock)


def open_reader(path: Path) -> Database:
    """Open the file for reading beside the desk that owns it.

    Raises:
        DatabaseDamaged: There is no such database, or SQLite cannot read it.
        DatabaseNewer: A later version of this product wrote it.
    """
    try:
        conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        db = Database(conn)
        _refuse_newer(db, path)
    except sqlite3.DatabaseError as error:
        raise DatabaseDamaged(f"{path}: {error}; name a desk's database or restore a backup") from error
    return db


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """Make everything inside durable together, or none of it.

    Raises:
        DiskFull: There is no room; nothing was written.
    """
    try:
        conn.execute("BEGIN IMMEDIATE")
        yield
        conn.execute("COMMIT")
    except BaseException as error:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
            raise DiskFull("the disk is full; free some space, nothing was lost") from error
        raise


def _lock(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise DatabaseInUse(f"{path}: {error.strerror}; the desk must be able to write there") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise DatabaseInUse(f"{path}: another desk is using it; stop that one first") from error
    return handle


def _open(path: Path) -> Database:
    try:
        conn = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA secure_delete = ON")
        db = Database(conn)
        _refuse_newer(db, path)
        MIGRATIONS.apply(db)
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise DiskFull(f"{path}: the disk is full; free some space") from error
        raise DatabaseDamaged(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise DatabaseDamaged(f"{path}: {error}; set it aside and restore a backup") from error
    return db


def _refuse_newer(db: Database, path: Path) -> None:
    known = {migration.name for migration in MIGRATIONS.pending(db)}
    known |= {migration.name for migration in MIGRATIONS.applied(db)}
    ours = {migration.name for migration in MIGRATIONS.pending(Database(memory=True))}
    newer = known - ours
    if newer:
        raise DatabaseNewer(
            f"{path}: written by a later version ({', '.join(sorted(newer))}); update this software first"
        )
