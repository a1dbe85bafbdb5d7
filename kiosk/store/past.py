"""What the last days' tables tell a forecast: legs, and promises with the waits that came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.figures import LegRow
from kiosk.store.projections import LEG_COLUMNS

if TYPE_CHECKING:
    import sqlite3

_LAST_DAYS = "SELECT day_id FROM day ORDER BY opened_at DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class PastPromise:
    """A promise that was shown when a ticket was issued, and its wait from then to the first call."""

    method: str
    version: str
    p90_min: int
    wait_ms: int


def past_legs(conn: sqlite3.Connection, days: int) -> list[LegRow]:
    """Read the legs of the last ``days`` working days, the open one among them."""
    columns = ", ".join(LEG_COLUMNS)
    rows = conn.execute(f"SELECT {columns} FROM leg WHERE day_id IN ({_LAST_DAYS})", (days,))
    return [LegRow(*row) for row in rows]


def past_promises(conn: sqlite3.Connection, days: int) -> list[PastPromise]:
    """Read the promises of the last ``days`` working days whose tickets were called since.

    Places carried over from the day before are left out: their wait began before the promise.
    """
    rows = conn.execute(
        f"""
        SELECT json_extract(text, '$.promise.method'), json_extract(text, '$.promise.version'),
               json_extract(text, '$.promise.p90_min'), wait_ms
        FROM (
            SELECT CAST(ticket.value AS TEXT) AS text, leg.wait_ms AS wait_ms
            FROM ticket JOIN leg ON leg.ticket = ticket.ticket AND leg.leg = 1
            WHERE ticket.day_id IN ({_LAST_DAYS})
              AND leg.wait_ms IS NOT NULL AND leg.flags NOT LIKE '%wait:%'
        )
        WHERE json_extract(text, '$.promise.p90_min') IS NOT NULL
          AND json_extract(text, '$.carried_from') IS NULL
        """,
        (days,),
    )
    return [PastPromise(*row) for row in rows]
