"""What the projected legs say: visits one by one, and waits summed up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.central.storage import Figures, OfficeOverview, VisitRow
from kiosk.domain.ids import OfficeId
from kiosk.lib.units import MS_PER_S, WallMs

if TYPE_CHECKING:
    from kiosk.central.session import Session

WAIT_LIMIT_MS = 15 * 60 * MS_PER_S
LONG_WAIT_LIMIT_MS = 30 * 60 * MS_PER_S
"""The two waits that an office's is held against.

Source: Quyết định 468/QĐ-TTg of 27-3-2021 (an average of at most 30 minutes from 2022, 15 from 2025).
"""

SERVED = "FROM leg JOIN day USING (office, day_id) WHERE leg.outcome = 'served'"

MEASURED = "leg.wait_ms IS NOT NULL AND leg.flags NOT LIKE '%wait:%'"
"""A flagged wait enters no average; it is counted beside them."""

SUMS = f"""
    count(*),
    coalesce(sum(CASE WHEN {MEASURED} THEN 1 ELSE 0 END), 0),
    coalesce(sum(CASE WHEN {MEASURED} THEN leg.wait_ms ELSE 0 END), 0),
    coalesce(max(CASE WHEN {MEASURED} THEN leg.wait_ms ELSE 0 END), 0),
    coalesce(sum(CASE WHEN {MEASURED} AND leg.wait_ms > {WAIT_LIMIT_MS} THEN 1 ELSE 0 END), 0),
    coalesce(sum(CASE WHEN {MEASURED} AND leg.wait_ms > {LONG_WAIT_LIMIT_MS} THEN 1 ELSE 0 END), 0)
"""
"""In the order of the fields of `Figures`."""

NOTHING = Figures(0, 0, 0, 0, 0, 0)


def visits(session: Session, office: OfficeId) -> list[VisitRow]:
    """List the served legs exactly as the desk's view does, in its order."""
    found = session.rows(
        "SELECT coalesce(day.date, leg.day_id), leg.field, leg.arrived_at, leg.wait_ms, leg.counter, leg.officer,"
        f" leg.serve_ms, leg.how, leg.code {SERVED} AND leg.office = ? ORDER BY leg.arrived_at, leg.ticket, leg.leg",
        (office,),
    )
    return [
        {
            "day": day,
            "field": field,
            "arrived_at": datetime.fromtimestamp(arrived_at // MS_PER_S, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "wait_s": _tenths(wait_ms),
            "counter": counter,
            "officer": officer,
            "serve_s": _tenths(serve_ms),
            "how": how,
            "code": code,
        }
        for day, field, arrived_at, wait_ms, counter, officer, serve_ms, how, code in found
    ]


def overview(session: Session) -> list[OfficeOverview]:
    """List all offices by name, with their figures."""
    sums = {
        office: Figures(*map(int, row))
        for office, *row in session.rows(f"SELECT leg.office, {SUMS} {SERVED} GROUP BY leg.office")
    }
    forks = dict(session.rows("SELECT office, count(*) FROM fork GROUP BY office"))
    return [
        OfficeOverview(
            OfficeId(office),
            name,
            WallMs(seen_at) if seen_at is not None else None,
            int(forks.get(office, 0)),
            sums.get(office, NOTHING),
        )
        for office, name, seen_at in session.rows(
            "SELECT office, name, seen_at FROM office ORDER BY name, office"
        )
    ]


def days(session: Session, office: OfficeId, limit: int) -> dict[str, Figures]:
    """Give the figures of the latest days, newest first; a day without a date goes by its id."""
    found = session.rows(
        f"SELECT coalesce(day.date, leg.day_id) AS name, {SUMS} {SERVED} AND leg.office = ?"
        " GROUP BY name ORDER BY max(day.opened_at) DESC LIMIT ?",
        (office, limit),
    )
    return {day: Figures(*map(int, row)) for day, *row in found}


def _tenths(ms: int | None) -> float | None:
    """Round milliseconds to tenths of a second in the very steps of the desk's view."""
    return int((ms + 50) / 100) / 10.0 if ms is not None else None
