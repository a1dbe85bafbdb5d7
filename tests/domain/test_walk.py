"""How long people walk to the counter."""

from __future__ import annotations

from kiosk.domain import commands as c
from kiosk.domain.figures import leg_rows
from kiosk.domain.moves import ParkReason, ResumeTo
from tests.offices import Setup, ticket_of


def test_who_is_set_aside_and_called_again_has_walked_from_the_call_they_came_to(office: Setup) -> None:
    office.plain("ho_tich")
    caller = office.seat(2)
    called = ticket_of(office.call_next(2, caller))
    office.clock.advance(40)
    serving = office.act(c.Start, called, caller)
    office.clock.advance(60)
    parked = office.act(c.Park, serving, caller, reason=ParkReason.COPIES)
    office.clock.advance(600)
    office.act(c.Resume, parked, caller, to=ResumeTo.WAITING)
    again = ticket_of(office.call_next(2, caller))
    office.clock.advance(30)
    serving = office.act(c.Start, again, caller)
    office.clock.advance(100)
    office.act(c.Finish, serving, caller)
    (ticket,) = office.journal.office.tickets.values()
    (row,) = leg_rows(ticket)
    assert (row.walk_ms, row.serve_ms, row.flags) == (40_000, 160_000, "")
