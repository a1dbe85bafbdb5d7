"""Which plain numbers are doubted: taken in a burst, and nobody has seen who holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.moment import elapsed_ms

if TYPE_CHECKING:
    from kiosk.domain.ids import TicketId
    from kiosk.domain.office import Office
    from kiosk.domain.policy import Policy


def doubted(office: Office, policy: Policy) -> frozenset[TicketId]:
    """Find the open tickets that do not lengthen other people's promises.

    A plain number counts like any other: its slip went into a hand at the kiosk. Only where
    ``policy.burst_tickets`` of them were taken within ``policy.burst_ms``, and none of their
    bearers has been seen since, are they doubted until someone sees the bearer.
    """
    unseen = [ticket for ticket in office.tickets.values() if ticket.is_open and ticket.is_unseen]
    unseen.sort(key=lambda ticket: ticket.legs[0].place)
    found: set[TicketId] = set()
    for last, ticket in enumerate(unseen):
        first = last - policy.burst_tickets + 1
        if first < 0:
            continue
        took_ms = elapsed_ms(unseen[first].legs[0].opened, ticket.legs[0].opened)
        if took_ms is not None and took_ms <= policy.burst_ms:
            found.update(each.id for each in unseen[first : last + 1])
    return frozenset(found)
