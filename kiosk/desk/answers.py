"""What a client is told about its command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.desk.closing_guard import OfferView, SlipView
from kiosk.desk.journal import short_head, view_event
from kiosk.domain.ids import TicketId
from kiosk.domain.snapshot import desk_time, view_ticket
from kiosk.domain.snapshot_views import DeskTime, TicketView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.desk.journal import Journal
    from kiosk.store.codec import StoredEvent

NOT_ABOUT_ITS_TICKET = frozenset({"LookDecided", "MatchDisputed"})
"""Events that name a ticket which is, or may be, somebody else's or of another field."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command led to; a repeated command gets its first answer again.

    Attributes:
        events: What happened, as ``seq``, ``kind`` and ``data``.
        ticket: The ticket it was about, as it is now; None where there is none.
        tickets: All tickets it was about: several fields of one visit, all that a look found.
        head: Short form of the log's head, a receipt for the slip.
        offers: Places for the next working day, in place of tickets whose turn would not come today.
        slip: The place that was kept; None for every other command.
    """

    events: list[dict[str, object]]
    ticket: TicketView | None
    repeated: bool
    head: str
    time: DeskTime
    tickets: tuple[TicketView, ...] = ()
    offers: tuple[OfferView, ...] = ()
    slip: SlipView | None = None


def write_answer(journal: Journal, stored: Sequence[StoredEvent], *, repeated: bool) -> Answer:
    """Tell what was recorded, and how the tickets stand that it was about."""
    office, now = journal.office, journal.now()
    views = [view_event(event) for event in stored]
    tickets: dict[str, TicketView] = {}
    for view in views:
        data = view["data"]
        assert isinstance(data, dict)
        ticket_id = data.get("ticket")
        if view["kind"] not in NOT_ABOUT_ITS_TICKET and ticket_id in office.tickets:
            tickets[ticket_id] = view_ticket(office, office.tickets[TicketId(ticket_id)], now)
    about = tuple(tickets.values())
    ticket = about[0] if about else None
    return Answer(views, ticket, repeated, short_head(journal.head), desk_time(now), about)
