"""The secret in the address of the hall's board."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from kiosk.store.database import transaction

if TYPE_CHECKING:
    import sqlite3

SETTING = "board_token"


def board_token(conn: sqlite3.Connection, configured: str) -> str:
    """Give the configured secret; where there is none, the one made at the first start.

    Raises:
        DiskFull: There is no room to keep a new one.
    """
    if configured:
        return configured
    row = conn.execute("SELECT value FROM setting WHERE name = ?", (SETTING,)).fetchone()
    if row is not None:
        return str(row[0])
    token = secrets.token_urlsafe(16)
    with transaction(conn):
        conn.execute("INSERT INTO setting (name, value) VALUES (?, ?)", (SETTING, token))
    return token
