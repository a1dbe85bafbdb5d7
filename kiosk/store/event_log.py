"""The append-only event log; everything else on disk can be rebuilt from it."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from kiosk.domain.ids import ChainId, Seq
from kiosk.store.codec import Head, StoredEvent, read_body

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

COLUMNS = "chain, seq, event_id, body, hash, data, salt"


def append(conn: sqlite3.Connection, events: Sequence[StoredEvent]) -> None:
    """Add events inside an open transaction; only the first of a command keeps its id in the index."""
    rows = []
    seen: set[str] = set()
    for event in events:
        body = read_body(event.body)
        command_id = body.command_id if body.command_id not in seen else None
        if body.command_id is not None:
            seen.add(body.command_id)
        rows.append(
            (
                event.chain,
                event.seq,
                event.event_id,
                body.kind,
                body.day_id,
                command_id,
                event.body,
                event.hash,
                event.data,
                event.salt,
            )
        )
    conn.executemany(
        "INSERT INTO event (chain, seq, event_id, kind, day_id, command_id, body, hash, data, salt)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def last_head(conn: sqlite3.Connection) -> Head | None:
    """Give the newest event's place; None in an empty log."""
    row = conn.execute("SELECT chain, seq, hash FROM event ORDER BY position DESC LIMIT 1").fetchone()
    return Head(ChainId(row[0]), Seq(row[1]), row[2]) if row else None


def of_command(conn: sqlite3.Connection, command_id: str) -> list[StoredEvent]:
    """List the events that a command caused, oldest first; empty when it caused none."""
    first = conn.execute("SELECT position FROM event WHERE command_id = ?", (command_id,)).fetchone()
    if first is None:
        return []
    found = []
    for row in conn.execute(f"SELECT {COLUMNS} FROM event WHERE position >= ? ORDER BY position", first):
        event = _event(row)
        if read_body(event.body).command_id != command_id:
            break
        found.append(event)
    return found


def after(conn: sqlite3.Connection, chain: ChainId, seq: Seq, limit: int) -> list[StoredEvent]:
    """Read up to ``limit`` events of one chain past ``seq``, oldest first."""
    rows = conn.execute(
        f"SELECT {COLUMNS} FROM event WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?", (chain, seq, limit)
    )
    return [_event(row) for row in rows]


def chains(conn: sqlite3.Connection) -> list[ChainId]:
    """List the chains in the order in which they began."""
    rows = conn.execute("SELECT chain FROM event GROUP BY chain ORDER BY min(position)")
    return [ChainId(chain) for (chain,) in rows]


def since_day(conn: sqlite3.Connection, day_id: str) -> Iterator[StoredEvent]:
    """Read from a day's opening to the end of the log, oldest first."""
    # By its kind, which is indexed: a year's log is not searched for a day's events.
    first = conn.execute(
        "SELECT min(position) FROM event WHERE kind = 'DayOpened' AND day_id = ?", (day_id,)
    ).fetchone()[0]
    rows = conn.execute(f"SELECT {COLUMNS} FROM event WHERE position >= ? ORDER BY position", (first,))
    return (_event(row) for row in rows)


def of_day(conn: sqlite3.Connection, day_id: str) -> Iterator[StoredEvent]:
    """Read one day's events, oldest first."""
    return takewhile(lambda event: read_body(event.body).day_id == day_id, since_day(conn, day_id))


def last_of_kind(conn: sqlite3.Connection, kind: str) -> StoredEvent | None:
    """Give the newest event of a kind; None when there is none."""
    row = conn.execute(
        f"SELECT {COLUMNS} FROM event WHERE kind = ? ORDER BY position DESC LIMIT 1", (kind,)
    ).fetchone()
    return _event(row) if row else None


def of_kind(conn: sqlite3.Connection, kind: str, limit: int) -> Iterator[StoredEvent]:
    """Read up to ``limit`` events of a kind, newest first."""
    rows = conn.execute(
        f"SELECT {COLUMNS} FROM event WHERE kind = ? ORDER BY position DESC LIMIT ?", (kind, limit)
    )
    return (_event(row) for row in rows)


def backwards(conn: sqlite3.Connection) -> Iterator[StoredEvent]:
    """Read the whole log, newest first."""
    return (_event(row) for row in conn.execute(f"SELECT {COLUMNS} FROM event ORDER BY position DESC"))


def everything(conn: sqlite3.Connection) -> Iterator[StoredEvent]:
    """Read the whole log, oldest first."""
    return (_event(row) for row in conn.execute(f"SELECT {COLUMNS} FROM event ORDER BY position"))


def _event(row: tuple[str, int, str, bytes, str, bytes | None, bytes | None]) -> StoredEvent:
    chain, seq, event_id, body, digest, data, salt = row
    return StoredEvent(ChainId(chain), Seq(seq), event_id, body, digest, data, salt)
