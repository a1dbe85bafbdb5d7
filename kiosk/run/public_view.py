"""The office as anybody may see it: no officer, no picture, and tickets only by a hash of what their owners hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.ticket import State
from kiosk.sync.public_wire import LONGEST_NAME, PublicField, PublicState, PublicTicket, hash_token

if TYPE_CHECKING:
    from kiosk.desk.service import Desk
    from kiosk.domain.snapshot import Snapshot
    from kiosk.domain.snapshot_views import FieldView, TicketView

MS_PER_MINUTE = 60_000
SHOWS_COUNTER = frozenset({State.CALLED, State.SERVING, State.COOLING, State.PARKED})


def public_state(desk: Desk) -> PublicState:
    """Describe the office with all of today's tickets. On the desk's loop."""
    snapshot = desk.snapshot()
    hours = snapshot.hours
    served = (counter.ticket for counter in snapshot.counters)
    tickets = (
        *snapshot.waiting,
        *(ticket for ticket in served if ticket is not None),
        *snapshot.cooling,
        *snapshot.no_show,
        *snapshot.parked,
        *snapshot.await_result,
        *desk.tickets.ended(),
    )
    day = desk.open_day()
    return PublicState(
        at=max(0, snapshot.at),
        day=day or "",
        open_now=hours.open_now if hours is not None else None,
        opens_at=hours.opens_at if hours is not None else None,
        closes_at=hours.closes_at if hours is not None else None,
        fields=tuple(_field(snapshot, field) for field in snapshot.fields),
        tickets=tuple(_ticket(ticket) for ticket in tickets) if day else (),
    )


def _field(snapshot: Snapshot, field: FieldView) -> PublicField:
    promised = [
        ticket.wait_min for ticket in snapshot.waiting if ticket.field == field.code and ticket.wait_min
    ]
    return PublicField(
        code=field.code,
        name_vi=field.name_vi[:LONGEST_NAME],
        name_en=field.name_en[:LONGEST_NAME],
        waiting=field.waiting,
        counters=len(field.open_counters),
        closed=field.closed is not None,
        wait_min=max(promised, key=lambda span: span[1], default=None),
    )


def _ticket(ticket: TicketView) -> PublicTicket:
    return PublicTicket(
        token_hash=hash_token(ticket.token),
        code=ticket.code,
        field=ticket.field,
        state=ticket.state,
        ahead=ticket.ahead,
        counter=ticket.counter if ticket.state in SHOWS_COUNTER else None,
        ready_in_ms=-(-ticket.ready_in_ms // MS_PER_MINUTE) * MS_PER_MINUTE,
        wait_min=ticket.wait_min if ticket.state is State.WAITING else None,
        rated=ticket.rated,
    )
