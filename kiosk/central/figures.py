"""What the projected legs say: visits one by one, and waits summed up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.central.day_figures import DAY_FIGURES
from kiosk.central.storage import Counts, Figures, OfficeOverview, VisitRow
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


def overview(session: Session, scope: Scope, office: OfficeId | None) -> list[OfficeOverview]:
    """List the offices of a scope by name, or the one that is asked for, with their figures."""
    which, values = ("", ()) if office is None else (" WHERE office = ?", (office,))
    sums = {
        name: Figures(*map(int, row))
        for name, *row in session.rows(f"SELECT office, {SUMS} FROM day{which} GROUP BY office", values)
    }
    forks = dict(session.rows(f"SELECT office, count(*) FROM fork{which} GROUP BY office", values))
    return [
        OfficeOverview(
            OfficeId(id_),
            name,
            WallMs(seen_at) if seen_at is not None else None,
            int(forks.get(id_, 0)),
            sums.get(id_, NOTHING),
            area,
        )
        for id_, name, seen_at, area in session.rows(
            f"SELECT office, name, seen_at, area FROM office{which} ORDER BY name, office", values
        )
        if scope.covers(area)
    ]


def counts(session: Session, quiet_before: WallMs) -> Counts:
    """Count what there is, without reading a day."""
    ((offices, heard),) = session.rows(
        "SELECT count(*), coalesce(sum(CASE WHEN seen_at >= ? THEN 1 ELSE 0 END), 0) FROM office",
        (quiet_before,),
    )
    ((events,),) = session.rows("SELECT coalesce(sum(seq), 0) FROM chain")
    ((forks,),) = session.rows("SELECT count(*) FROM fork")
    return Counts(int(offices), int(offices) - int(heard), int(events), int(forks))


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
