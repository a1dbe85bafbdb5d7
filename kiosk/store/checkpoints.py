"""The write-ahead log moved into the database beside the desk, so that no answer waits for it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.lib.worker import Worker
from kiosk.store.database import BUSY_TIMEOUT_S, is_damage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOVED_FROM_BYTES = 4_000_000
"""SQLite's own limit (1,000 pages); it would move them inside a commit, which waits for two more syncs."""

INTERVAL_S = 1.0


class CheckpointWorker:
    """Moves what is committed, without ever holding up a writer."""

    def __init__(self, database: Path, *, on_crash: Callable[[BaseException], None]) -> None:
        self._database = database
        self._wal = database.with_name(database.name + "-wal")
        self._worker = Worker("checkpoint", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to watch the write-ahead log."""
        self._worker.start()

    def stop(self) -> None:
        """End after the present round; the desk's own closing moves the rest."""
        self._worker.stop()

    def _round(self) -> None:
        if self._wal.exists() and self._wal.stat().st_size > MOVED_FROM_BYTES:
            move_wal(self._database)
        self._worker.pause(INTERVAL_S)


def move_wal(database: Path) -> None:
    """Move what is committed and no reader still needs.

    A full or failing disk leaves it where it is: nothing is lost, and the next round tries again.

    Raises:
        sqlite3.DatabaseError: The file is damaged.
    """
    with closing(sqlite3.connect(database, timeout=BUSY_TIMEOUT_S, isolation_level=None)) as conn:
        conn.execute("PRAGMA synchronous = FULL")
        try:
            conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                raise
