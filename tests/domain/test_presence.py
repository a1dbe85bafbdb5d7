"""Which plain numbers lengthen other people's promises."""

from __future__ import annotations

from kiosk.domain import commands as c
from kiosk.domain.ids import CommandId, TicketId
from kiosk.domain.presence import doubted
from tests.offices import Setup, ticket_of


def test_plain_numbers_of_an_ordinary_morning_all_count(office: Setup) -> None:
    for _ in range(20):
        office.plain("ho_tich")
        office.clock.advance(60)
    assert doubted(office.journal.office, office.config.queue_policy) == frozenset()


def test_a_burst_of_numbers_is_doubted_until_their_bearers_are_seen(office: Setup) -> None:
    policy = office.config.queue_policy
    earlier = ticket_of(office.plain("ho_tich"))
    office.clock.advance(policy.burst_ms / 1000 + 1)
    burst = [ticket_of(office.plain("ho_tich")) for _ in range(policy.burst_tickets)]
    found = doubted(office.journal.office, policy)
    assert found == {TicketId(ticket.ticket) for ticket in burst}
    assert earlier.ticket not in found
    seen = c.MarkSeen(CommandId("seen"), office.issued(), TicketId(burst[0].ticket), burst[0].version)
    office.desk.handle(seen, office.seat(2))
    assert TicketId(burst[0].ticket) not in doubted(office.journal.office, policy)
