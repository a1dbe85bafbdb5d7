"""The office as it stands today, as a fold of the log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kiosk.domain.events import (
    DayClosed,
    DayOpened,
    EventData,
    HelpAnswered,
    HelpAsked,
    OfficerSignedIn,
    OfficerSignedOut,
    TicketCalled,
    TicketIssued,
    TicketRecalled,
)
from kiosk.domain.ids import (
    ChainId,
    CommandId,
    CounterNo,
    DayId,
    FieldCode,
    OfficerId,
    Seq,
    TicketId,
    VisitId,
)
from kiosk.domain.moment import Moment
from kiosk.domain.ticket import State, Ticket, evolve, issue

if TYPE_CHECKING:
    from collections.abc import Iterable

LAST_CALLS_KEPT = 8
"""More than any board shows at once."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the log holds it, decoded."""

    chain: ChainId
    seq: Seq
    moment: Moment
    data: EventData


@dataclass(frozen=True, slots=True)
class Day:
    """The working day that is open."""

    day_id: DayId
    date: str | None


@dataclass(frozen=True, slots=True)
class Summons:
    """One call as the board shows it; ``seq`` orders and names it."""

    seq: Seq
    ticket: TicketId
    counter: CounterNo


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """A citizen at the kiosk waits for a person."""

    request: CommandId
    screen: str
    asked: Moment


@dataclass(frozen=True, slots=True)
class Office:
    """Today's tickets, counters and calls; nothing older.

    Attributes:
        tickets: Every ticket of the open day by id, in the order of issue.
        seated: Who sits at which counter.
        numbers: The last number given in each field today.
        calls: The latest summonses, newest last.
        help: Requests for help that nobody answered yet, oldest first.
    """

    day: Day | None = None
    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    seated: dict[CounterNo, OfficerId] = field(default_factory=dict)
    numbers: dict[FieldCode, int] = field(default_factory=dict)
    calls: tuple[Summons, ...] = ()
    help: tuple[HelpRequest, ...] = ()

    def open_of_visit(self, visit: VisitId) -> list[Ticket]:
        """List a visit's open tickets, oldest first."""
        return [ticket for ticket in self.tickets.values() if ticket.visit == visit and ticket.is_open]

    def in_state(self, *states: State) -> list[Ticket]:
        """List the tickets in any of ``states``, in the order of their places."""
        found = [ticket for ticket in self.tickets.values() if ticket.state in states]
        return sorted(found, key=lambda ticket: ticket.leg.place)

    def at_counter(self, counter: CounterNo) -> Ticket | None:
        """Find who is called to, or served at, a counter."""
        busy = self.in_state(State.CALLED, State.SERVING)
        return next((ticket for ticket in busy if ticket.leg.counter == counter), None)


def fold(office: Office, recorded: Recorded) -> Office:
    """Give the office after one more event."""
    data, moment = recorded.data, recorded.moment
    match data:
        case DayOpened(day_id=day_id, date=date):
            return Office(day=Day(day_id, date))
        case DayClosed():
            return Office()
        case OfficerSignedIn(officer=officer, counter=counter):
            return replace(office, seated={**office.seated, counter: officer})
        case OfficerSignedOut(counter=counter):
            seated = {number: who for number, who in office.seated.items() if number != counter}
            return replace(office, seated=seated)
        case HelpAsked(request=request, screen=screen):
            return replace(office, help=(*office.help, HelpRequest(request, screen, moment)))
        case HelpAnswered(request=request):
            return replace(office, help=tuple(open_ for open_ in office.help if open_.request != request))
        case TicketIssued():
            return _issued(office, data, recorded)
        case _:
            return _moved(office, recorded)


def fold_all(office: Office, events: Iterable[Recorded]) -> Office:
    """Give the office after many events, oldest first."""
    for recorded in events:
        office = fold(office, recorded)
    return office


def _issued(office: Office, data: TicketIssued, recorded: Recorded) -> Office:
    if office.day is None:
        return office
    ticket = issue(data, office.day.day_id, recorded.seq, recorded.moment)
    return replace(
        office,
        tickets={**office.tickets, ticket.id: ticket},
        numbers={**office.numbers, data.field: max(data.number, office.numbers.get(data.field, 0))},
    )


def _moved(office: Office, recorded: Recorded) -> Office:
    data = recorded.data
    ticket_id = getattr(data, "ticket", None)
    ticket = office.tickets.get(ticket_id) if ticket_id is not None else None
    if ticket is None:
        return office
    after = evolve(ticket, data, recorded.moment)
    if after is ticket:
        return office
    calls = office.calls
    if isinstance(data, TicketCalled | TicketRecalled) and after.leg.counter is not None:
        calls = (*calls, Summons(recorded.seq, after.id, after.leg.counter))[-LAST_CALLS_KEPT:]
    return replace(office, tickets={**office.tickets, after.id: after}, calls=calls)
