"""A leg's figures as one flat row, the same at the desk and at central."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.ids import CounterNo, DayId, FieldCode, OfficerId, TicketId, VisitId
from kiosk.domain.ticket import Leg, Ticket, first_wait_ms, serve_ms, walk_ms
from kiosk.lib.units import DurationMs, WallMs


@dataclass(frozen=True, slots=True)
class LegRow:
    """What tables, views and reports know of a leg.

    Attributes:
        state: The ticket's state while this is its present leg; ``closed`` for earlier legs.
        arrived_at: UTC of the leg's beginning; as good as the clock was then.
        wait_ms: Issue → first call; None before it or when no clock can tell.
        walk_ms: The call that was answered → start.
        serve_ms: Start → end.
        flags: ``measure:flag`` texts joined by spaces, empty when all may enter averages.
    """

    ticket: TicketId
    leg: int
    visit: VisitId
    day_id: DayId
    field: FieldCode
    code: str
    how: str
    state: str
    outcome: str | None
    calls: int
    counter: CounterNo | None
    officer: OfficerId | None
    arrived_at: WallMs
    wait_ms: DurationMs | None
    walk_ms: DurationMs | None
    serve_ms: DurationMs | None
    flags: str


def leg_rows(ticket: Ticket) -> list[LegRow]:
    """Flatten a ticket into one row for each of its legs."""
    return [_row(ticket, leg) for leg in ticket.legs]


def _row(ticket: Ticket, leg: Leg) -> LegRow:
    return LegRow(
        ticket=ticket.id,
        leg=leg.number,
        visit=ticket.visit,
        day_id=ticket.day_id,
        field=leg.field,
        code=ticket.code,
        how=ticket.how,
        state=ticket.state if leg is ticket.leg else "closed",
        outcome=leg.outcome,
        calls=leg.calls,
        counter=leg.counter,
        officer=leg.officer,
        arrived_at=leg.opened.at,
        wait_ms=first_wait_ms(leg),
        walk_ms=walk_ms(leg),
        serve_ms=serve_ms(leg),
        flags=" ".join(f"{measure}:{flag}" for measure, flag in leg.flags),
    )
