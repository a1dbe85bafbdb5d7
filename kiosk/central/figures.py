"""What the projected legs say: visits one by one, and waits summed up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.central.day_figures import DAY_FIGURES
from kiosk.central.storage import Figures, OfficeOverview, VisitRow
from kiosk.domain.ids import OfficeId
from kiosk.lib.units import MS_PER_S, WallMs

if TYPE_CHECKING:
    from kiosk.central.scope import Scope
    from kiosk.central.session import Session

SERVED = "FROM leg JOIN day USING (office, day_id) WHERE leg.outcome = 'served'"

SUMS = ", ".join(f"coalesce({'max' if name.startswith('max') else 'sum'}({name}), 0)" for name in DAY_FIGURES)
"""In the order of the fields of `Figures`."""

NOTHING = Figures(0, 0, 0, 0, 0, 0)


def visits(session: Session, office: OfficeId, limit: int | None) -> list[VisitRow]:
    """List the served legs exactly as the desk's view does, in its order; only the ``limit`` latest of them."""
    end = "" if limit is None else f" LIMIT {limit:d}"
    order = ", ".join(f"leg.{name}{' DESC' if end else ''}" for name in ("arrived_at", "ticket", "leg"))
    found = session.rows(
        "SELECT coalesce(day.date, leg.day_id), leg.field, leg.arrived_at, leg.wait_ms, leg.counter, leg.officer,"
        f" leg.serve_ms, leg.how, leg.code {SERVED} AND leg.office = ? ORDER BY {order}{end}",
        (office,),
    )
    if limit is not None:
        found.reverse()
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


def overview(session: Session, scope: Scope) -> list[OfficeOverview]:
    """List the offices of a scope by name, with their figures."""
    sums = {
        office: Figures(*map(int, row))
        for office, *row in session.rows(f"SELECT office, {SUMS} FROM day GROUP BY office")
    }
    forks = dict(session.rows("SELECT office, count(*) FROM fork GROUP BY office"))
    return [
        OfficeOverview(
            OfficeId(office),
            name,
            WallMs(seen_at) if seen_at is not None else None,
            int(forks.get(office, 0)),
            sums.get(office, NOTHING),
            area,
        )
        for office, name, seen_at, area in session.rows(
            "SELECT office, name, seen_at, area FROM office ORDER BY name, office"
        )
        if scope.covers(area)
    ]


def days(session: Session, office: OfficeId, limit: int) -> dict[str, Figures]:
    """Give the figures of the latest days, newest first; a day without a date goes by its id."""
    found = session.rows(
        f"SELECT coalesce(date, day_id) AS name, {SUMS} FROM day WHERE office = ? AND visits > 0"
        " GROUP BY name ORDER BY max(opened_at) DESC LIMIT ?",
        (office, limit),
    )
    return {day: Figures(*map(int, row)) for day, *row in found}


def _tenths(ms: int | None) -> float | None:
    """Round milliseconds to tenths of a second in the very steps of the desk's view."""
    return int((ms + 50) / 100) / 10.0 if ms is not None else None
