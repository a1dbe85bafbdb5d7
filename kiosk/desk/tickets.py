"""Today's tickets as those ask for them who hold a link, a session or a slip."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from kiosk.domain.snapshot import view_ticket
from kiosk.domain.ticket import State

if TYPE_CHECKING:
    from kiosk.desk.journal import Journal
    from kiosk.desk.looks import Looks
    from kiosk.domain.ids import OfficerId, TicketId
    from kiosk.domain.snapshot_views import TicketView


class Tickets:
    """Reads what the journal folds; belongs to the desk's loop."""

    def __init__(self, journal: Journal, looks: Looks) -> None:
        self._journal, self._looks = journal, looks

    def token_of(self, ticket_id: TicketId) -> str | None:
        """Give the secret of the page of one of today's tickets; None when there is none such."""
        ticket = self._journal.office.tickets.get(ticket_id)
        return ticket.token if ticket is not None else None

    def picture_for(self, officer: OfficerId, ticket_id: TicketId) -> bytes | None:
        """Give the small picture of whoever this officer has called or serves; None of anybody else."""
        ticket = self._journal.office.tickets.get(ticket_id)
        if ticket is None or ticket.state not in {State.CALLED, State.SERVING}:
            return None
        return self._looks.gallery.picture(ticket.visit) if ticket.leg.officer == officer else None

    def by_token(self, token: str) -> TicketView | None:
        """Find today's ticket behind a slip's QR code; None when there is none."""
        office, now = self._journal.office, self._journal.now()
        asked = token.encode()
        found = (t for t in office.tickets.values() if secrets.compare_digest(t.token.encode(), asked))
        return next((view_ticket(office, ticket, now) for ticket in found), None)

    def ended(self) -> tuple[TicketView, ...]:
        """Give today's tickets that were served or closed; the snapshot has the open ones."""
        office, now = self._journal.office, self._journal.now()
        return tuple(
            view_ticket(office, ticket, now) for ticket in office.tickets.values() if not ticket.is_open
        )
