"""The desk's SQLite file: opened, owned, migrated."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Literal

from sqlite_utils import Database

from kiosk.errors import DatabaseDamaged, DatabaseInUse, DatabaseNewer, DiskFull
from kiosk.lib.ownership import give_to_folders_owner
from kiosk.store.migrations import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.store.codec import Head

BUSY_TIMEOUT_S = 5.0
"""How long a reader's lock may hold up a write; readers here take milliseconds."""


WAL_LIMIT_PAGES = 16_000
"""64 MB: the desk's checkpoint worker keeps far below; this holds where it does not run."""

CACHE_KIB = 16_000
"""A year's indices are entered at random places: so many of their pages stay in memory."""

FILE_MODE = 0o640
"""The account's own, and its group's to read."""

_WHOLE = ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
_PART = ("SAVEPOINT part", "RELEASE part", "ROLLBACK TO part")


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
        self._lock = lock_database(path)
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
    remedy = "name a desk's database or restore a backup"
    try:
        conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    except sqlite3.DatabaseError as error:
        raise DatabaseDamaged(f"{path}: {error}; {remedy}") from error
    try:
        db = Database(conn)
        _refuse_newer(db, path)
    except BaseException as error:
        conn.close()
        if isinstance(error, sqlite3.DatabaseError):
            raise DatabaseDamaged(f"{path}: {error}; {remedy}") from error
        raise
    return db


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """Make everything inside durable together, or none of it.

    Inside another transaction it is a part of that one: undone by itself, durable with the whole.

    Raises:
        DiskFull: There is no room; nothing was written.
        DatabaseDamaged: SQLite finds the file damaged; nothing was written.
    """
    begin, end, undo = _PART if conn.in_transaction else _WHOLE
    try:
        conn.execute(begin)
        yield
        conn.execute(end)
    except BaseException as error:
        if conn.in_transaction:
            conn.execute(undo)
        if is_disk_full(error):
            raise DiskFull("the disk is full; free some space, nothing was lost") from error
        if is_disk_failing(error):
            raise DiskFull(
                f"the disk takes no more writes ({error}); nothing was lost; restart the machine,"
                " and replace the card or disk if it comes again"
            ) from error
        if is_damage(error):
            raise DatabaseDamaged(f"the database is damaged: {error}; restart the desk") from error
        raise


def find_fault(
    conn: sqlite3.Connection, check: Literal["quick_check", "integrity_check"] = "quick_check"
) -> str | None:
    """Read every page and tell the first fault; None when there is none."""
    try:
        (answer,) = conn.execute(f"PRAGMA {check}(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if answer == "ok" else str(answer)


def count_past(db: Database, end: Head) -> int | None:
    """Count the events after one; None where the file cannot tell."""
    try:
        row = db.conn.execute(
            "SELECT (SELECT count(*) FROM event AS later WHERE later.position > event.position)"
            " FROM event WHERE chain = ? AND seq = ?",
            (end.chain, end.seq),
        ).fetchone()
    except sqlite3.DatabaseError:
        return None
    return int(row[0]) if row else None


def is_disk_full(error: BaseException) -> bool:
    """Tell whether SQLite failed for want of space."""
    return isinstance(error, sqlite3.Error) and _code(error) == sqlite3.SQLITE_FULL


def is_disk_failing(error: BaseException) -> bool:
    """Tell whether the disk refused a write: broken, or made read-only by the kernel because it was."""
    return isinstance(error, sqlite3.Error) and _code(error) in {
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
    }


def is_damage(error: BaseException) -> bool:
    """Tell whether SQLite failed because the file is not what it wrote."""
    return isinstance(error, sqlite3.Error) and _code(error) in {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }


def lock_database(path: Path) -> int:
    """Keep every other desk out for as long as the returned file handle is open.

    Raises:
        DatabaseInUse: Another desk has it, or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = _make(path.with_name(path.name + ".lock"))
    except OSError as error:
        raise DatabaseInUse(f"{path}: {error.strerror}; the desk must be able to write there") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise DatabaseInUse(f"{path}: another desk is using it; stop that one first") from error
    return handle


def _make(path: Path) -> int:
    """Open a file, made as needed; one that root makes belongs to whom the folder does, or it kept the desk out."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    give_to_folders_owner(handle, path.parent)
    return handle


def _code(error: sqlite3.Error) -> int:
    """Give the primary result code; the library's own errors, such as a closed connection, have none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _open(path: Path) -> Database:
    if path.exists() and path.stat().st_size > 0:
        # By a reader, which changes nothing: what a later version wrote is left exactly as it is.
        open_reader(path).close()
    try:
        # The file's owner is then the one of all that SQLite makes beside it, whoever runs this.
        os.close(_make(path))
        conn = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    except (OSError, sqlite3.OperationalError) as error:
        raise DatabaseDamaged(f"{path}: {error}") from error
    try:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute(f"PRAGMA wal_autocheckpoint = {WAL_LIMIT_PAGES}")
        conn.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA secure_delete = ON")
        db = Database(conn)
        MIGRATIONS.apply(db)
    except BaseException as error:
        conn.close()
        if is_disk_full(error):
            raise DiskFull(f"{path}: the disk is full; free some space") from error
        if isinstance(error, sqlite3.DatabaseError):
            raise DatabaseDamaged(f"{path}: {error}; set it aside and restore a backup") from error
        raise
    return db


def _refuse_newer(db: Database, path: Path) -> None:
    known = {migration.name for migration in MIGRATIONS.pending(db)}
    known |= {migration.name for migration in MIGRATIONS.applied(db)}
    with closing(Database(memory=True)) as empty:
        ours = {migration.name for migration in MIGRATIONS.pending(empty)}
    newer = known - ours
    if newer:
        raise DatabaseNewer(
            f"{path}: written by a later version ({', '.join(sorted(newer))}); update this software first"
        )
