"""Who is next, and how many are ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.ticket import State, Ticket

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Counter
    from kiosk.domain.office import Office


def next_ticket(office: Office, counter: Counter) -> Ticket | None:
    """Find whom this counter calls next: the earliest place among the fields it serves."""
    waiting = office.in_state(State.WAITING)
    return next((ticket for ticket in waiting if ticket.leg.field in counter.fields), None)


def people_ahead(office: Office, ticket: Ticket) -> int:
    """Count the tickets of the same field that wait at an earlier place."""
    return sum(
        other.leg.field == ticket.leg.field and other.leg.place < ticket.leg.place
        for other in office.in_state(State.WAITING)
    )
