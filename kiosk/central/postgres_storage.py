"""Central on PostgreSQL: for a province, with as many workers as it needs."""

from __future__ import annotations

import queue
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from kiosk.central.schema import POSTGRES, steps
from kiosk.central.sql_storage import SqlStorage
from kiosk.errors import BadInput, CentralAway, ConfigInvalid, DatabaseNewer, DiskFull

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kiosk.central.session import Value
    from kiosk.domain.ids import OfficeId
    from kiosk.errors import KioskError

MOST_CONNECTIONS = 8
"""Of one process; PostgreSQL's own default allows 100 in all."""

TURN_TIMEOUT_S = 10.0
CONNECT_TIMEOUT_S = 5
"""Limits of waiting for a free connection, and for a new one."""

LIMITS = (
    "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s"
    " -c synchronous_commit=on"
)
"""An acknowledged event is on the server's disk, and no statement waits for ever."""

SCHEMA_LOCK = 4_242_001
"""Any number that no other program locks by; two workers must not migrate at once."""


class PostgresStorage(SqlStorage):
    """A few connections, each for one transaction at a time; an office's row lock puts its batches in order."""

    def __init__(self, url: str) -> None:
        """Connect, and create or migrate the tables as needed.

        Raises:
            ConfigInvalid: ``url`` is none that PostgreSQL understands.
            CentralAway: The server does not answer, or not to us.
            DatabaseNewer: A later version of this product made the tables.
        """
        super().__init__()
        try:
            psycopg.conninfo.conninfo_to_dict(url)
        except psycopg.ProgrammingError as error:
            raise ConfigInvalid("the database's address is none that PostgreSQL understands") from error
        self._url = url
        self._slots = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._idle: queue.SimpleQueue[psycopg.Connection[tuple[Any, ...]]] = queue.SimpleQueue()
        try:
            with self._transaction() as session:
                _migrate(session)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connections that nobody uses."""
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def _overwrite_deleted(self) -> None:
        # The old row versions are nobody's to read; a plain VACUUM removes them and waits for no reader.
        with self._connection() as conn:
            try:
                conn.execute("VACUUM event, fork, leg")
            except psycopg.Error as error:
                raise _translated(error) from error

    @contextmanager
    def _transaction(self, alone_in: OfficeId | None = None) -> Iterator[_PostgresSession]:
        with self._connection() as conn:
            try:
                with conn.transaction():
                    session = _PostgresSession(conn)
                    if alone_in is not None:
                        session.rows("SELECT 1 FROM office WHERE office = ? FOR UPDATE", (alone_in,))
                    yield session
            except psycopg.Error as error:
                raise _translated(error) from error

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        if not self._slots.acquire(timeout=TURN_TIMEOUT_S):
            raise CentralAway("the database is busy with other batches; try later")
        try:
            conn = self._take()
            try:
                yield conn
            finally:
                if conn.closed:
                    # The server went; the other kept connections went with it.
                    self.close()
                else:
                    self._idle.put(conn)
        finally:
            self._slots.release()

    def _take(self) -> psycopg.Connection[tuple[Any, ...]]:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            pass
        try:
            return psycopg.connect(
                self._url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S, options=LIMITS
            )
        except psycopg.Error as error:
            raise _translated(error) from error


class _PostgresSession:
    def __init__(self, conn: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._conn = conn

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        return self._conn.execute(_marked(sql), values).fetchall()

    def run(self, sql: str, values: Sequence[Value] = ()) -> None:
        self._conn.execute(_marked(sql), values)

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        with self._conn.cursor() as cursor:
            cursor.executemany(_marked(sql), rows)


def _marked(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


def _migrate(session: _PostgresSession) -> None:
    session.rows("SELECT pg_advisory_xact_lock(?)", (SCHEMA_LOCK,))
    session.run("CREATE TABLE IF NOT EXISTS kiosk_step (name TEXT PRIMARY KEY)")
    done = {name for (name,) in session.rows("SELECT name FROM kiosk_step")}
    ours = steps(POSTGRES)
    newer = done - set(ours)
    if newer:
        raise DatabaseNewer(
            f"the database was made by a later version ({', '.join(sorted(newer))}); update this software first"
        )
    for name, statements in ours.items():
        if name not in done:
            for statement in statements:
                session.run(statement)
            session.run("INSERT INTO kiosk_step (name) VALUES (?)", (name,))


def _translated(error: psycopg.Error) -> KioskError:
    match error:
        case psycopg.errors.DiskFull():
            return DiskFull("the database's disk is full; free some space, nothing was lost")
        case psycopg.DataError() | psycopg.IntegrityError():
            return BadInput(f"the database does not take a value: {error.diag.message_primary or error}")
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return CentralAway(f"PostgreSQL does not answer: {str(error).splitlines()[0]}")
        case _:
            raise error
