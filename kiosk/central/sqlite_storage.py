"""Central on one SQLite file: for the demo and for one small office."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.central import ledger, projection
from kiosk.central.schema import steps
from kiosk.central.sql_storage import SqlStorage
from kiosk.errors import BadInput, CentralAway, DatabaseDamaged, DatabaseNewer, DiskFull

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from kiosk.central.duty import Duty
    from kiosk.central.session import Value
    from kiosk.domain.figures import LegRow
    from kiosk.domain.ids import OfficeId
    from kiosk.errors import KioskError
    from kiosk.lib.units import WallMs

BUSY_TIMEOUT_S = 5.0
"""How long another process (such as `kiosk central add-office`) may hold the file."""

TURN_TIMEOUT_S = 10.0
"""How long a request waits for the ones before it; a batch of 1,000 events takes some 0.2 s."""


LEG_VALUES = attrgetter(*projection.LEG_COLUMNS)
PUT_LEGS = projection.PUT_LEGS.format(source=f"VALUES (?, {', '.join('?' for _ in projection.LEG_COLUMNS)})")


class SqliteStorage(SqlStorage):
    """One connection, taken in turns; a transaction has the whole file to itself."""

    def __init__(self, path: Path) -> None:
        """Open, creating and migrating as needed.

        Raises:
            DatabaseDamaged: The file cannot be read or made.
            DatabaseNewer: A later version of this product wrote it.
            CentralAway: Another process holds it.
            DiskFull: There is no room.
        """
        super().__init__()
        self._turn = threading.Lock()
        self._conn = _open(path)

    def close(self) -> None:
        """Close the file."""
        self._conn.close()

    def prepare(self, now: WallMs) -> None:
        """Do nothing: the file holds every month."""

    def _overwrite_deleted(self) -> None:
        # What the file held before still lies in the write-ahead log until this.
        with self._taking_turns():
            self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _transaction(self, duty: Duty) -> Iterator[_SqliteSession]:
        with self._taking_turns():
            try:
                self._conn.execute("BEGIN IMMEDIATE" if duty.writes else "BEGIN")
                yield _SqliteSession(self._conn)
                self._conn.execute("COMMIT")
            finally:
                if self._conn.in_transaction:
                    self._conn.execute("ROLLBACK")

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=TURN_TIMEOUT_S):
            raise CentralAway("the database is busy with other batches; try later")
        try:
            yield
        except (sqlite3.DatabaseError, OverflowError) as error:
            raise _translated(error) from error
        finally:
            self._turn.release()


class _SqliteSession:
    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        return self._conn.execute(sql, values).fetchall()

    def blocks(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        return self.rows(sql, values)

    def run(self, sql: str, values: Sequence[Value] = ()) -> None:
        self._conn.execute(sql, values)

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        self._conn.executemany(sql, rows)

    def add_events(self, rows: Iterable[Sequence[Value]]) -> None:
        self._conn.executemany(ledger.INSERT.format(table="event"), rows)

    def put_legs(self, office: OfficeId, rows: Sequence[LegRow]) -> None:
        self._conn.executemany(PUT_LEGS, ((office, *LEG_VALUES(row)) for row in rows))


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        conn = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    except OSError as error:
        raise DatabaseDamaged(f"{path}: {error.strerror}; central must be able to write there") from error
    except sqlite3.DatabaseError as error:
        raise _translated(error, f"{path}: ") from error
    try:
        _prepare(conn, path)
    except sqlite3.DatabaseError as error:
        conn.close()
        raise _translated(error, f"{path}: ") from error
    except BaseException:
        conn.close()
        raise
    return conn


def _prepare(conn: sqlite3.Connection, path: Path) -> None:
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA secure_delete = ON")
    db, migrations = Database(conn), _migrations()
    newer = {step.name for step in migrations.applied(db)} - set(steps())
    if newer:
        raise DatabaseNewer(
            f"{path}: written by a later version ({', '.join(sorted(newer))}); update this software first"
        )
    migrations.apply(db)


def _migrations() -> Migrations:
    migrations = Migrations("kiosk.central")
    for name, statements in steps().items():
        migrations(name=name)(_step(statements))
    return migrations


def _step(statements: tuple[str, ...]) -> Callable[[Database], None]:
    def apply(db: Database) -> None:
        for statement in statements:
            db.conn.execute(statement)

    return apply


def _translated(error: Exception, where: str = "") -> KioskError:
    text = str(error)
    match error:
        case sqlite3.ProgrammingError():
            raise error
        case sqlite3.OperationalError() if "full" in text:
            return DiskFull(f"{where}the disk is full; free some space, nothing was lost")
        case sqlite3.OperationalError() if "locked" in text or "busy" in text:
            return CentralAway(f"{where}another process holds the database; try later")
        case OverflowError() | sqlite3.IntegrityError():
            return BadInput(f"{where}the database does not take a value: {text}")
        case _:
            return DatabaseDamaged(f"{where}{text}; restore a backup")
