"""Data that a desk destroyed by law are destroyed here too; the bodies stay, and the chain with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.central import projection
from kiosk.domain.events import DataShredded, UnknownEvent
from kiosk.domain.ids import DayId
from kiosk.domain.kinds import STRUCTURE
from kiosk.store.codec import read_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.session import Session
    from kiosk.central.storage import Arrival
    from kiosk.domain.ids import OfficeId


def follow(session: Session, office: OfficeId, arrivals: Sequence[Arrival]) -> bool:
    """Destroy what newly arrived events say was shredded; tell whether there was any.

    The figures of the days it belonged to are made anew.
    """
    wanted = [
        arrival.recorded.data for arrival in arrivals if isinstance(arrival.recorded.data, DataShredded)
    ]
    session.run_many(
        "INSERT INTO shredded (office, chain, seq) VALUES (?, ?, ?) ON CONFLICT (office, chain, seq) DO NOTHING",
        [(office, data.chain, data.seq) for data in wanted],
    )
    days = {day for data in wanted if (day := _destroy(session, office, data)) is not None}
    for day in sorted(days):
        projection.rebuild_day(session, office, day)
    return bool(wanted)


def without_shredded(session: Session, office: OfficeId, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Take the data out of arriving events that are known to be shredded: what a desk's old copy still held."""
    gone = set(session.rows("SELECT chain, seq FROM shredded WHERE office = ?", (office,)))
    return [
        _emptied(arrival) if (arrival.event.chain, arrival.event.seq) in gone else arrival
        for arrival in arrivals
    ]


def _emptied(arrival: Arrival) -> Arrival:
    if arrival.body.kind in STRUCTURE:
        return arrival
    unknown = UnknownEvent(arrival.body.kind, arrival.body.version)
    return replace(
        arrival,
        event=replace(arrival.event, data=None, salt=None),
        recorded=replace(arrival.recorded, data=unknown),
    )


def _destroy(session: Session, office: OfficeId, shredded: DataShredded) -> DayId | None:
    """Destroy one event's data, also where the event is kept apart; give its day."""
    place = (office, shredded.chain, shredded.seq)
    day: str | None = None
    for table in ("event", "fork"):
        where = f"FROM {table} WHERE office = ? AND chain = ? AND seq = ?"
        bodies = [read_body(body) for (body,) in session.rows(f"SELECT body {where}", place)]
        if any(body.kind in STRUCTURE for body in bodies):
            continue
        session.run(
            f"UPDATE {table} SET data = NULL, salt = NULL WHERE office = ? AND chain = ? AND seq = ?", place
        )
        if table == "event":
            day = next((body.day_id for body in bodies), None)
    return DayId(day) if day is not None else None
