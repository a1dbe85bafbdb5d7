"""The office as it stands today, as a fold of the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, get_args

from kiosk.domain.events import (
    ChainStarted,
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
from kiosk.domain.hall import (
    AnnouncementMade,
    AnnouncementWithdrawn,
    FieldClosed,
    FieldReopened,
    FieldsAssigned,
)
from kiosk.domain.ids import (
    CommandId,
    CounterNo,
    FieldCode,
    OfficerId,
    Seq,
    TicketId,
    VisitId,
)
from kiosk.domain.life import evolve, issue, withdraw_face
from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.domain.moves import (
    ClockSet,
    ConsentWithdrawn,
    PlacesHandedOut,
    ResumeTo,
    StepUndone,
    TicketResumed,
)
from kiosk.domain.office_parts import Day, FieldClosure, HandedOut, HelpComing, HelpRequest, Recorded, Summons
from kiosk.domain.places import PlaceKeptForTomorrow, PlaceOffered
from kiosk.domain.seats import CounterPaused, CounterResumed, HandoverAsked, HandoverDeclined
from kiosk.domain.ticket import PLACES_PER_EVENT, State, Ticket
from kiosk.domain.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.catalogue import Catalogue

K = TypeVar("K")
T = TypeVar("T")

HELPING_MS = 180_000
"""How long one who went to help is taken to be there: a minute's walk and two of showing, an estimate."""

Staffed = OfficerSignedIn | OfficerSignedOut | HelpAsked | HelpAnswered

Seated = CounterPaused | CounterResumed | HandoverAsked | HandoverDeclined

Arranged = (
    AnnouncementMade
    | AnnouncementWithdrawn
    | FieldClosed
    | FieldReopened
    | FieldsAssigned
    | PlaceOffered
    | PlaceKeptForTomorrow
)
"""What changes for the day without being about a ticket."""

OF_THE_DAY = frozenset(
    (
        *(ChainStarted, DayOpened, DayClosed, ClockSet, PlacesHandedOut, ConsentWithdrawn),
        *get_args(Staffed | Seated | Arranged),
    )
)
"""What changes the day itself; every other kind changes one ticket, or nothing."""

LAST_CALLS_KEPT = 32
"""More counters than an office has: all may call at once, and each call is shown and spoken."""


@dataclass(frozen=True, slots=True)
class Office:
    """Today's tickets, counters and calls; nothing older.

    Attributes:
        tickets: Every ticket of the open day by id, in the order of issue.
        seated: Who sits at which counter.
        seated_at: Since when.
        paused: Counters whose officers call nobody for a while.
        handovers: Who asks for the seat at which counter.
        handed_out: The morning's numbered places; None when staff gave none.
        numbers: The last number given in each field today.
        calls: The latest summonses, newest last.
        help: Requests for help that nobody answered yet, oldest first.
        help_coming: The latest answer to one at each kiosk, oldest first.
        announcements: Notices that hang, oldest first; their words are kept outside the log.
        closed_fields: Fields that take nobody more today.
        assigned: Fields that counters serve today instead of the configured ones.
        offers: Places for the next working day that were offered today and not taken.
        kept: Places for the next working day that were given today, in this order.
        seq_before: Events of today's earlier chains; it keeps places and calls in order across a restore.
    """

    day: Day | None = None
    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    seated: dict[CounterNo, OfficerId] = field(default_factory=dict)
    seated_at: dict[CounterNo, Moment] = field(default_factory=dict)
    paused: frozenset[CounterNo] = frozenset()
    handovers: dict[CounterNo, OfficerId] = field(default_factory=dict)
    handed_out: HandedOut | None = None
    numbers: dict[FieldCode, int] = field(default_factory=dict)
    calls: tuple[Summons, ...] = ()
    help: tuple[HelpRequest, ...] = ()
    help_coming: tuple[HelpComing, ...] = ()
    announcements: tuple[CommandId, ...] = ()
    closed_fields: dict[FieldCode, FieldClosure] = field(default_factory=dict)
    assigned: dict[CounterNo, tuple[FieldCode, ...]] = field(default_factory=dict)
    offers: tuple[PlaceOffered, ...] = ()
    kept: tuple[PlaceKeptForTomorrow, ...] = ()
    seq_before: int = 0

    def open_of_visit(self, visit: VisitId) -> list[Ticket]:
        """List a visit's open tickets, oldest first."""
        return [ticket for ticket in self.tickets.values() if ticket.visit == visit and ticket.is_open]

    @property
    def calling(self) -> dict[CounterNo, OfficerId]:
        """Tell who sits at a counter and is not on a pause."""
        return {number: who for number, who in self.seated.items() if number not in self.paused}

    def in_state(self, *states: State) -> list[Ticket]:
        """List the tickets in any of ``states``, in the order of their places."""
        found = [ticket for ticket in self.tickets.values() if ticket.state in states]
        return sorted(found, key=lambda ticket: ticket.leg.place)

    def catalogue_of(self, configured: Catalogue) -> Catalogue:
        """Give the catalogue of today: each counter with the fields that it serves now."""
        if not self.assigned:
            return configured
        counters = tuple(
            replace(counter, fields=self.assigned.get(counter.number, counter.fields))
            for counter in configured.counters
        )
        return replace(configured, counters=counters)

    def at_counter(self, counter: CounterNo) -> Ticket | None:
        """Find who is called to, or served at, a counter."""
        busy = self.in_state(State.CALLED, State.SERVING)
        return next((ticket for ticket in busy if ticket.leg.counter == counter), None)


def fold(office: Office, recorded: Recorded) -> Office:
    """Give the office after one more event."""
    return fold_all(office, (recorded,))


def fold_all(office: Office, events: Iterable[Recorded]) -> Office:
    """Give the office after many events, oldest first; a run of tickets' events copies the day once."""
    run: _Run | None = None
    for event in events:
        recorded = event
        if office.seq_before:
            recorded = replace(event, seq=Seq(office.seq_before + event.seq))
        if type(recorded.data) in OF_THE_DAY:
            office, run = _noted(office if run is None else run.end(), recorded), None
        else:
            run = run or _Run(office)
            run.take(recorded)
    return office if run is None else run.end()


def _noted(office: Office, recorded: Recorded) -> Office:
    data, moment = recorded.data, recorded.moment
    match data:
        case ChainStarted(previous_seq=before) if before is not None:
            # A restored day goes on in a new chain, whose seq begins anew: nobody is overtaken for that.
            return replace(office, seq_before=office.seq_before + before)
        case DayOpened(day_id=day_id, date=date, baseline=baseline):
            return Office(day=Day(day_id, date, moment, baseline, recorded.seq))
        case DayClosed():
            return Office()
        case ClockSet(date=date, day_id=day_id) if office.day is not None and office.day.day_id == day_id:
            return replace(office, day=replace(office.day, date=date))
        case PlacesHandedOut(count=count):
            return replace(office, handed_out=HandedOut(recorded.seq, count))
        case ConsentWithdrawn(visit=visit):
            tickets = {
                t.id: withdraw_face(t, moment) if t.visit == visit else t for t in office.tickets.values()
            }
            return replace(office, tickets=tickets)
        case _ if isinstance(data, Staffed):
            return _staffed(office, data, moment)
        case _ if isinstance(data, Seated):
            return _seat_noted(office, data)
        case _ if isinstance(data, Arranged):
            return _arranged(office, data, moment)
        case _:
            return office


def _staffed(office: Office, data: Staffed, moment: Moment) -> Office:
    match data:
        case OfficerSignedIn(officer=officer, counter=counter):
            return replace(
                office,
                seated={**office.seated, counter: officer},
                seated_at={**office.seated_at, counter: moment},
                paused=office.paused - {counter},
                handovers=_without(office.handovers, counter),
            )
        case OfficerSignedOut(counter=counter):
            return replace(
                office,
                seated=_without(office.seated, counter),
                seated_at=_without(office.seated_at, counter),
                paused=office.paused - {counter},
                handovers=_without(office.handovers, counter),
            )
        case HelpAsked(request=request, screen=screen, kiosk=kiosk):
            return replace(office, help=(*office.help, HelpRequest(request, screen, moment, kiosk)))
        case HelpAnswered(request=request, officer=officer):
            return _help_answered(office, request, officer, moment)


def _help_answered(office: Office, request: CommandId, officer: OfficerId, moment: Moment) -> Office:
    seat = next((number for number, who in office.seated.items() if who == officer), None)
    kiosk = next((open_.kiosk for open_ in office.help if open_.request == request), None)
    elsewhere = tuple(coming for coming in office.help_coming if coming.kiosk != kiosk)
    ago = [elapsed_ms(coming.since, moment) for coming in elsewhere if coming.officer == officer]
    after_another = any(ms is not None and ms < HELPING_MS for ms in ago)
    coming = HelpComing(request, seat, kiosk, officer, moment, after_another)
    left = tuple(open_ for open_ in office.help if open_.request != request)
    return replace(office, help=left, help_coming=(*elsewhere, coming))


def _seat_noted(office: Office, data: Seated) -> Office:
    match data:
        case CounterPaused(counter=counter):
            return replace(office, paused=office.paused | {counter})
        case CounterResumed(counter=counter):
            return replace(office, paused=office.paused - {counter})
        case HandoverAsked(officer=officer, counter=counter):
            return replace(office, handovers={**office.handovers, counter: officer})
        case HandoverDeclined(counter=counter):
            return replace(office, handovers=_without(office.handovers, counter))


def _arranged(office: Office, data: Arranged, moment: Moment) -> Office:
    match data:
        case AnnouncementMade(announcement=announcement):
            return replace(office, announcements=(*office.announcements, announcement))
        case AnnouncementWithdrawn(announcement=announcement):
            return replace(office, announcements=tuple(a for a in office.announcements if a != announcement))
        case FieldClosed(field=code, reason=reason):
            return replace(office, closed_fields={**office.closed_fields, code: FieldClosure(reason, moment)})
        case FieldReopened(field=code):
            return replace(office, closed_fields=_without(office.closed_fields, code))
        case FieldsAssigned(counter=counter, fields=fields):
            return replace(office, assigned={**office.assigned, counter: fields})
        case PlaceOffered():
            return replace(office, offers=(*office.offers, data))
        case PlaceKeptForTomorrow(offer=offer, field=code):
            left = tuple(o for o in office.offers if (o.offer, o.field) != (offer, code))
            return replace(office, offers=left, kept=(*office.kept, data))


class _Run:
    """Tickets' own events one after another, on one copy of the day's tickets instead of one for each event."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._tickets: dict[TicketId, Ticket] | None = None
        self._numbers = office.numbers
        self._calls = office.calls

    def take(self, recorded: Recorded) -> None:
        """Follow one event; most kinds are about no ticket, and change nothing."""
        if isinstance(recorded.data, TicketIssued):
            self._issue(recorded.data, recorded)
            return
        ticket_id = getattr(recorded.data, "ticket", None)
        tickets = self._office.tickets if self._tickets is None else self._tickets
        ticket = tickets.get(ticket_id) if ticket_id is not None else None
        if ticket is not None:
            self._move(ticket, recorded)

    def end(self) -> Office:
        """Give the office after the last event; the very same one when nothing changed."""
        if self._tickets is None:
            return self._office
        return replace(self._office, tickets=self._tickets, numbers=self._numbers, calls=self._calls)

    def _issue(self, data: TicketIssued, recorded: Recorded) -> None:
        office = self._office
        if office.day is None:
            return
        place = recorded.seq * PLACES_PER_EVENT
        if data.standing is not None and office.handed_out is not None:
            place = office.handed_out.seq * PLACES_PER_EVENT + data.standing
        if data.kept_order is not None:
            # Before everybody who came today, behind those who were in line when the day before closed.
            tickets = office.tickets if self._tickets is None else self._tickets
            carried = [t.legs[0].opened_seq for t in tickets.values() if t.carried_from is not None]
            place = max([office.day.seq, *carried]) * PLACES_PER_EVENT + data.kept_order
        self._put(issue(data, office.day.day_id, place, recorded.seq, recorded.moment))
        self._numbers = {**self._numbers, data.field: max(data.number, self._numbers.get(data.field, 0))}

    def _move(self, ticket: Ticket, recorded: Recorded) -> None:
        data = recorded.data
        after = evolve(ticket, data, recorded.seq, recorded.moment)
        if after is ticket:
            return
        if isinstance(data, StepUndone):
            self._calls = tuple(summons for summons in self._calls if summons.seq != data.seq)
        if _is_summons(data) and after.leg.counter is not None:
            summons = Summons(recorded.seq, after.id, after.leg.counter, recorded.moment)
            self._calls = (*self._calls, summons)[-LAST_CALLS_KEPT:]
        self._put(after)

    def _put(self, ticket: Ticket) -> None:
        if self._tickets is None:
            self._tickets = dict(self._office.tickets)
        self._tickets[ticket.id] = ticket


def _is_summons(data: EventData) -> bool:
    if isinstance(data, TicketResumed):
        return data.to is ResumeTo.CALLED
    return isinstance(data, TicketCalled | TicketRecalled)


def _without(values: dict[K, T], gone: K) -> dict[K, T]:
    return {key: value for key, value in values.items() if key != gone}
