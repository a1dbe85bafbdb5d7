"""Drafts and versions of the office's settings, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.store.database import transaction

if TYPE_CHECKING:
    import sqlite3

    from kiosk.lib.units import WallMs


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the settings.

    Attributes:
        tables: The configuration's tables that an office may change, whole.
        sha256: Of the whole configuration it made (hex).
        effective_from: ISO 8601.
        author: The officer's id.
        withdrawn_at: UTC in milliseconds; None while it counts.
    """

    number: int
    tables: dict[str, Any]
    sha256: str
    effective_from: str
    author: str
    made_at: int
    withdrawn_at: int | None


def versions(conn: sqlite3.Connection) -> list[Version]:
    """List all versions, newest first."""
    rows = conn.execute(
        "SELECT version, tables, sha256, effective_from, author, made_at, withdrawn_at"
        " FROM settings_version ORDER BY version DESC"
    )
    return [Version(row[0], msgspec.json.decode(row[1]), *row[2:]) for row in rows]


def add_version(
    conn: sqlite3.Connection,
    tables: dict[str, Any],
    *,
    sha256: str,
    effective_from: str,
    author: str,
    now: WallMs,
) -> Version:
    """Keep a new version; its number follows the last one's."""
    (last,) = conn.execute("SELECT coalesce(max(version), 0) FROM settings_version").fetchone()
    with transaction(conn):
        conn.execute(
            "INSERT INTO settings_version (version, tables, sha256, effective_from, author, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (last + 1, _text(tables), sha256, effective_from, author, now),
        )
    return Version(last + 1, tables, sha256, effective_from, author, now, None)


def withdraw(conn: sqlite3.Connection, number: int, now: WallMs) -> None:
    """Note that a version counts no longer."""
    with transaction(conn):
        conn.execute("UPDATE settings_version SET withdrawn_at = ? WHERE version = ?", (now, number))


def draft(conn: sqlite3.Connection) -> dict[str, Any] | None:
    """Give the draft's tables; None without a draft."""
    row = conn.execute("SELECT tables FROM settings_draft").fetchone()
    return msgspec.json.decode(row[0], type=dict[str, Any]) if row else None


def keep_draft(conn: sqlite3.Connection, tables: dict[str, Any], author: str, now: WallMs) -> None:
    """Keep the draft, in place of the one before."""
    with transaction(conn):
        conn.execute(
            "INSERT OR REPLACE INTO settings_draft (id, tables, author, changed_at) VALUES (1, ?, ?, ?)",
            (_text(tables), author, now),
        )


def drop_draft(conn: sqlite3.Connection) -> None:
    """Forget the draft."""
    with transaction(conn):
        conn.execute("DELETE FROM settings_draft")


def _text(tables: dict[str, Any]) -> str:
    return msgspec.json.encode(tables).decode()
