"""Tables that follow the log and can be rebuilt from it: days, tickets, legs."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import msgspec

from kiosk.domain.events import DayClosed, DayOpened
from kiosk.domain.figures import LegRow, leg_rows
from kiosk.domain.office import Day, Office, Recorded, fold
from kiosk.store import event_log
from kiosk.store.codec import recorded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from kiosk.domain.ticket import Ticket

LEG_COLUMNS = tuple(field.name for field in fields(LegRow))


def project(conn: sqlite3.Connection, office: Office, events: Sequence[Recorded]) -> Office:
    """Bring the tables, inside an open transaction, from ``office`` to what it is after ``events``."""
    for event in events:
        before, office = office, fold(office, event)
        _project_day(conn, event)
        changed = [t for t in office.tickets.values() if before.tickets.get(t.id) is not t]
        for ticket in changed:
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
    office = Office()
    day = open_day(conn)
    if day is None:
        return office
    for event in event_log.since_day(conn, day.day_id):
        office = fold(office, recorded(event))
    return office


def rebuild(conn: sqlite3.Connection) -> None:
    """Make all tables anew from the whole log, inside an open transaction."""
    for table in ("leg", "ticket", "day"):
        conn.execute(f"DELETE FROM {table}")
    office = Office()
    for event in event_log.everything(conn):
        office = project(conn, office, [recorded(event)])


def _project_day(conn: sqlite3.Connection, event: Recorded) -> None:
    match event.data:
        case DayOpened(day_id=day_id, date=date):
            conn.execute(
                "INSERT INTO day (day_id, date, opened_at) VALUES (?, ?, ?)", (day_id, date, event.moment.at)
            )
        case DayClosed(day_id=day_id):
            conn.execute("UPDATE day SET closed_at = ? WHERE day_id = ?", (event.moment.at, day_id))


def _save(conn: sqlite3.Connection, ticket: Ticket) -> None:
    conn.execute(
        "INSERT INTO ticket (ticket, day_id, value) VALUES (?, ?, ?)"
        " ON CONFLICT (ticket) DO UPDATE SET value = excluded.value",
        (ticket.id, ticket.day_id, msgspec.json.encode(ticket)),
    )
    marks = ", ".join("?" for _ in LEG_COLUMNS)
    rows = [[getattr(row, name) for name in LEG_COLUMNS] for row in leg_rows(ticket)]
    conn.executemany(
        f"INSERT OR REPLACE INTO leg ({', '.join(LEG_COLUMNS)}) VALUES ({marks})",
        rows,
    )
