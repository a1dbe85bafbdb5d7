"""The words of the notices that hang: beside the log, gone with the notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.ids import CommandId
from kiosk.store.database import transaction

if TYPE_CHECKING:
    import sqlite3


def keep(conn: sqlite3.Connection, announcement: CommandId, text_vi: str, text_en: str) -> None:
    """Keep a notice's words.

    Raises:
        DiskFull: There is no room; nothing was kept.
    """
    with transaction(conn):
        conn.execute("INSERT OR REPLACE INTO announcement VALUES (?, ?, ?)", (announcement, text_vi, text_en))


def texts(conn: sqlite3.Connection) -> dict[CommandId, tuple[str, str]]:
    """Give the words that are kept, in Vietnamese and English."""
    rows = conn.execute("SELECT announcement, text_vi, text_en FROM announcement")
    return {CommandId(announcement): (text_vi, text_en) for announcement, text_vi, text_en in rows}


def drop(conn: sqlite3.Connection, announcement: CommandId) -> None:
    """Destroy a notice's words, inside an open transaction."""
    conn.execute("DELETE FROM announcement WHERE announcement = ?", (announcement,))


def drop_all(conn: sqlite3.Connection) -> None:
    """Destroy all words, inside an open transaction."""
    conn.execute("DELETE FROM announcement")
