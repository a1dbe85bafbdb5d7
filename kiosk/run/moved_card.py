"""A card that woke in another board goes into the log, once for each board."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.events import BoardChanged
from kiosk.domain.ids import SYSTEM
from kiosk.lib.board import CHANGED
from kiosk.store.codec import read_data
from kiosk.store.event_log import last_of_kind

if TYPE_CHECKING:
    import sqlite3

    from kiosk.desk.journal import Journal

SHOWN = 16
"""Hex digits of a fingerprint: enough to tell a province's boards apart."""


def record_moved_card(journal: Journal, conn: sqlite3.Connection, root: Path = Path("/")) -> None:
    """Record that the start of this device met another board; nothing where it did not, or where it is recorded.

    Raises:
        DiskFull: There is no room in the log.
    """
    try:
        board = (root / CHANGED).read_text("ascii")[:SHOWN]
    except OSError:
        return
    last = last_of_kind(conn, BoardChanged.__name__)
    if last is not None and read_data(BoardChanged.__name__, BoardChanged.VERSION, last.data) == BoardChanged(
        board
    ):
        return
    journal.record([BoardChanged(board)], SYSTEM, None)
