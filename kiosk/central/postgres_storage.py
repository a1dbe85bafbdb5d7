"""Central on PostgreSQL: for a province, with as many workers as it needs."""

from __future__ import annotations

import queue
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from kiosk.central.duty import Duty
from kiosk.central.postgres_session import PostgresSession
from kiosk.central.postgres_setup import OWNER_IS_ME, REVISIONS
from kiosk.central.sql_storage import SqlStorage
from kiosk.errors import BadInput, CentralAway, ConfigInvalid, DatabaseNewer, DiskFull

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.errors import KioskError
    from kiosk.lib.units import WallMs

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

MONTHS_AHEAD = 3
"""A server that was not restarted for a month, with nobody who looks after it, still has room."""

MANAGERS_LOCK = 4_242_003
"""Any number that nobody else locks by."""

TAKE_DUTY = "SELECT set_config('role', ?, true), set_config('kiosk.office', ?, true), set_config('kiosk.areas', ?, true)"
"""All three end with the transaction."""


class PostgresStorage(SqlStorage):
    """A few connections, each for one transaction at a time; an office's row lock puts its batches in order."""

    def __init__(self, url: str) -> None:
        """Connect, and look whether the tables are this version's.

        Raises:
            ConfigInvalid: ``url`` is none that PostgreSQL understands, or `kiosk central init` is needed.
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
            with self._connection() as conn, _telling():
                _check_revision(conn)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connections that nobody uses."""
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def prepare(self, now: WallMs) -> None:
        """Make the partitions of the months to come."""
        with self._transaction(Duty("kiosk_ingest", writes=True)) as session:
            session.rows("SELECT kiosk_make_partitions(?, ?)", (now, MONTHS_AHEAD))

    def _overwrite_deleted(self) -> None:
        # Old row versions are nobody's to read; a plain VACUUM removes them and waits for no reader. Only
        # the tables' owner may; otherwise `kiosk central upkeep` does it every night.
        with self._connection() as conn, _telling():
            if conn.execute(OWNER_IS_ME).fetchall()[0][0]:
                conn.execute("VACUUM event, fork, leg")

    @contextmanager
    def _transaction(self, duty: Duty) -> Iterator[PostgresSession]:
        with self._connection() as conn, _telling(), conn.transaction():
            session = PostgresSession(conn)
            session.rows(TAKE_DUTY, (duty.role, duty.office, ",".join(duty.areas)))
            if duty.writes and not duty.office:
                # Managers' work forms one chain of events, so it is done in turns.
                session.rows("SELECT pg_advisory_xact_lock(?)", (MANAGERS_LOCK,))
            if duty.office and duty.writes:
                session.rows("SELECT 1 FROM office WHERE office = ? FOR UPDATE", (duty.office,))
            yield session

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
        with _telling():
            return psycopg.connect(
                self._url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S, options=LIMITS
            )


def _check_revision(conn: psycopg.Connection[tuple[Any, ...]]) -> None:
    (made,) = conn.execute("SELECT to_regclass('alembic_version')").fetchall()[0]
    if made is None:
        raise ConfigInvalid("the database has no tables yet; run `kiosk central init` as its owner")
    found = {revision for (revision,) in conn.execute("SELECT version_num FROM alembic_version")}
    newer = found - set(REVISIONS)
    if newer:
        raise DatabaseNewer(
            f"the database was made by a later version ({', '.join(sorted(newer))}); update this software first"
        )
    if found != {REVISIONS[-1]}:
        raise ConfigInvalid("the database's tables are of an earlier version; run `kiosk central init`")


@contextmanager
def _telling() -> Iterator[None]:
    """Tell PostgreSQL's errors in our words."""
    try:
        yield
    except psycopg.Error as error:
        raise _translated(error) from error


def _translated(error: psycopg.Error) -> KioskError:
    match error:
        case psycopg.errors.DiskFull():
            return DiskFull("the database's disk is full; free some space, nothing was lost")
        case psycopg.DataError() | psycopg.IntegrityError():
            return BadInput(f"the database does not take a value: {error.diag.message_primary or error}")
        case psycopg.errors.InsufficientPrivilege():
            return ConfigInvalid(
                f"PostgreSQL: {error.diag.message_primary}; let `kiosk central init --serve-as` give the rights"
            )
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return CentralAway(f"PostgreSQL does not answer: {str(error).splitlines()[0]}")
        case _:
            raise error
