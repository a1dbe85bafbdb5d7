"""How the office stands now, from the projections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.lib.units import WallMs

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Today:
    """Counts of legs of the latest day.

    Attributes:
        date: ISO 8601; None where no clock could tell.
        waiting_since: When the one who waits longest arrived; None when nobody waits.
    """

    date: str | None
    waiting: int
    serving: int
    served: int
    waiting_since: WallMs | None


def read_today(db: Database) -> Today | None:
    """Sum up the latest day; None before the first."""
    day = db.conn.execute("SELECT day_id, date FROM day ORDER BY opened_at DESC LIMIT 1").fetchone()
    if day is None:
        return None
    counts = db.conn.execute(
        "SELECT coalesce(sum(state = 'waiting'), 0), coalesce(sum(state = 'serving'), 0),"
        " coalesce(sum(outcome = 'served'), 0), min(CASE WHEN state = 'waiting' THEN arrived_at END)"
        " FROM leg WHERE day_id = ?",
        (day[0],),
    ).fetchone()
    return Today(day[1], *counts)
