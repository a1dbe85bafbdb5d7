"""Tables that follow the log and can be rebuilt from it: days, tickets, legs."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from kiosk.domain.events import DayClosed, DayOpened
from kiosk.domain.figures import LegRow, leg_rows
from kiosk.domain.moves import ClockSet
from kiosk.domain.office import Office, fold, fold_all
from kiosk.domain.office_parts import Day, Recorded
from kiosk.store import event_log
from kiosk.store.codec import read_body, recorded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from kiosk.domain.ids import TicketId
    from kiosk.domain.ticket import Ticket

PROJECTIONS = ("leg", "ticket", "day")
"""The tables that follow the log; each row belongs to a ``day_id``."""

LEG_COLUMNS = tuple(field.name for field in fields(LegRow))


def project(conn: sqlite3.Connection, office: Office, events: Sequence[Recorded]) -> Office:
    """Bring the tables, inside an open transaction, from ``office`` to what it is after ``events``."""
    changed: dict[TicketId, Ticket] = {}
    for event in events:
        before, office = office, fold(office, event)
        _project_day(conn, event)
        if office.tickets is not before.tickets:
            changed |= {t.id: t for t in office.tickets.values() if before.tickets.get(t.id) is not t}
    for ticket in changed.values():
        _save(conn, ticket)
    return office


def open_day(conn: sqlite3.Connection) -> Day | None:
    """Find the day that was opened and not closed."""
    row = conn.execute(
        "SELECT day_id, date FROM day WHERE closed_at IS NULL ORDER BY opened_at DESC LIMIT 1"
    ).fetchone()
    return Day(*row) if row else None


def load_office(conn: sqlite3.Connection) -> Office:
    """Fold the open day's events; a year of closed days costs nothing."""
    day = open_day(conn)
    if day is None:
        return Office()
    return fold_all(Office(), (recorded(event) for event in event_log.since_day(conn, day.day_id)))


def rebuild(conn: sqlite3.Connection) -> None:
    """Make all tables anew from the whole log, inside an open transaction."""
    for table in PROJECTIONS:
        conn.execute(f"DELETE FROM {table}")
    office = Office()
    for _, events in groupby(event_log.everything(conn), lambda event: read_body(event.body).day_id):
        office = project(conn, office, [recorded(event) for event in events])


def rebuild_day(conn: sqlite3.Connection, day_id: str) -> None:
    """Make one closed day's rows anew from its events, inside an open transaction."""
    for table in PROJECTIONS:
        conn.execute(f"DELETE FROM {table} WHERE day_id = ?", (day_id,))
    project(conn, Office(), [recorded(event) for event in event_log.of_day(conn, day_id)])


def fingerprints(conn: sqlite3.Connection) -> dict[str, str]:
    """Give the SHA-256 (hex) of each table's rows, whatever order they lie in."""
    return {table: _fingerprint(conn, table) for table in PROJECTIONS}


def _fingerprint(conn: sqlite3.Connection, table: str) -> str:
    digest = hashlib.sha256()
    columns = len(conn.execute(f"SELECT * FROM {table} LIMIT 0").description)
    order = ", ".join(str(place) for place in range(1, columns + 1))
    for row in conn.execute(f"SELECT * FROM {table} ORDER BY {order}"):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _project_day(conn: sqlite3.Connection, event: Recorded) -> None:
    match event.data:
        case DayOpened(day_id=day_id, date=date):
            conn.execute(
                "INSERT INTO day (day_id, date, opened_at) VALUES (?, ?, ?)", (day_id, date, event.moment.at)
            )
        case DayClosed(day_id=day_id):
            conn.execute("UPDATE day SET closed_at = ? WHERE day_id = ?", (event.moment.at, day_id))
        case ClockSet(date=date, day_id=str(day_id)):
            conn.execute("UPDATE day SET date = ? WHERE day_id = ?", (date, day_id))


def _save(conn: sqlite3.Connection, ticket: Ticket) -> None:
    conn.execute(
        "INSERT INTO ticket (ticket, day_id, value) VALUES (?, ?, ?)"
        " ON CONFLICT (ticket) DO UPDATE SET value = excluded.value",
        (ticket.id, ticket.day_id, msgspec.json.encode(ticket)),
    )
    marks = ", ".join("?" for _ in LEG_COLUMNS)
    rows = [[getattr(row, name) for name in LEG_COLUMNS] for row in leg_rows(ticket)]
    # An undone transfer takes its leg back.
    conn.execute("DELETE FROM leg WHERE ticket = ? AND leg > ?", (ticket.id, ticket.leg.number))
    conn.executemany(
        f"INSERT OR REPLACE INTO leg ({', '.join(LEG_COLUMNS)}) VALUES ({marks})",
        rows,
    )
