"""How often hoarding was stopped, and how often wrongly, by the way a ticket was taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.events import (
    DuplicateStopped,
    EventData,
    How,
    LegOutcome,
    MatchDisputed,
    ServiceStarted,
    TicketClosed,
    TicketIssued,
)
from kiosk.domain.moves import OverrideGiven, TicketReturned, TicketSeen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.ids import TicketId


@dataclass(frozen=True, slots=True)
class PathCount:
    """One way to take a ticket.

    Attributes:
        issued: Tickets given.
        duplicates: Second tickets not given; the first one was shown.
        disputes: "Not me" presses at a shown ticket: possible false matches.
        overrides: Tickets that stood against a place which an officer gave nevertheless.
        ghosts: Tickets whose bearer nobody ever saw until the day ended.
    """

    issued: int = 0
    duplicates: int = 0
    disputes: int = 0
    overrides: int = 0
    ghosts: int = 0


def count_by_path(events: Iterable[EventData]) -> dict[How, PathCount]:
    """Count over a day's events, oldest first."""
    how: dict[TicketId, How] = {}
    unseen: set[TicketId] = set()
    duplicates: list[How] = []
    disputes: list[How] = []
    overrides: list[How] = []
    ghosts: list[How] = []
    for event in events:
        match event:
            case TicketIssued(ticket=ticket, how=path):
                how[ticket] = path
                unseen.add(ticket)
            case DuplicateStopped(path=path):
                duplicates.append(path)
            case MatchDisputed(ticket=ticket) if ticket in how:
                disputes.append(how[ticket])
            case OverrideGiven(despite=despite) if despite in how:
                overrides.append(how[despite])
            case ServiceStarted(ticket=ticket) | TicketSeen(ticket=ticket) | TicketReturned(ticket=ticket):
                unseen.discard(ticket)
            case TicketClosed(ticket=ticket, outcome=LegOutcome.DAY_END) if ticket in unseen:
                ghosts.append(how[ticket])
    issued = list(how.values())
    return {
        path: PathCount(*(each.count(path) for each in (issued, duplicates, disputes, overrides, ghosts)))
        for path in How
    }
