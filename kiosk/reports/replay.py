"""What a day's log shows beyond its legs: queues, idle counters, overtakes, stopped duplicates."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.domain.catalogue import Counter
from kiosk.domain.events import (
    DayClosed,
    DayOpened,
    EventData,
    HelpAnswered,
    How,
    NoShowDeclared,
    TicketCalled,
    TicketIssued,
)
from kiosk.domain.fairness import PathCount, count_by_path
from kiosk.domain.hall import FieldsAssigned, ServiceRated
from kiosk.domain.ids import FieldCode, OfficerId, TicketId
from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.domain.moves import PromiseShown, StepUndone
from kiosk.domain.office import Office, fold
from kiosk.domain.papers import ResultHandedOver
from kiosk.domain.queue import eligible
from kiosk.domain.ticket import State, Ticket
from kiosk.lib.units import MS_PER_S, DurationMs
from kiosk.reports.measure import Sample

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from kiosk.domain.catalogue import Catalogue
    from kiosk.domain.ids import CounterNo
    from kiosk.domain.office_parts import Recorded


@dataclass(frozen=True, slots=True)
class IdleSpan:
    """A stretch in which someone waited and a counter that serves their field was free.

    Attributes:
        hour: Hour of the day in which it began, in the office's zone.
        officers: Who sat at the free counters.
        fields: The fields of those who waited and could have been served.
    """

    hour: int
    ms: DurationMs
    officers: frozenset[OfficerId]
    fields: frozenset[FieldCode]


@dataclass(frozen=True, slots=True)
class Overtake:
    """A call that passed people with earlier places although its ticket has no recorded priority."""

    hour: int
    ticket: TicketId
    field: FieldCode
    officer: OfficerId
    passed: tuple[TicketId, ...]
    reason: str


@dataclass(slots=True)
class DayFacts:
    """What one day's events add up to; built once, then only read.

    Attributes:
        uncalled: How long each leg that was never called waited, until it ended or until now.
        peak: Most people waiting at once.
        no_shows: Tickets that were declared absent for good, also those that came back.
        by_path: What was given, stopped, disputed and never seen, by the way tickets were taken.
        promises: The first promise of each ticket.
        results: Whether the result given in a leg was in time; the last word counts.
        ratings: What was said of a leg.
        door: For each ticket taken at a kiosk how, and how long after the first touch.
        help: How long each call for help from a kiosk waited until somebody said that they come, or in vain.
        bad_clock: Events written while the clock was not trusted.
        seated_ms: How long officers sat at counters without a pause, all counters together.
        doubtful: Legs that began while the clock was not trusted; nobody knows their hour.
        knows_counters: Whether it was known which counter serves what; without it nothing is idle or overtaken.
    """

    uncalled: dict[tuple[str, int], DurationMs | None] = field(default_factory=dict)
    peak: int = 0
    peak_by_field: Tally[str] = field(default_factory=Tally)
    peak_by_hour: Tally[int] = field(default_factory=Tally)
    idle: list[IdleSpan] = field(default_factory=list)
    overtakes: list[Overtake] = field(default_factory=list)
    no_shows: set[TicketId] = field(default_factory=set)
    by_path: dict[How, PathCount] = field(default_factory=dict)
    promises: dict[str, PromiseShown] = field(default_factory=dict)
    results: dict[tuple[str, int], bool] = field(default_factory=dict)
    ratings: dict[tuple[str, int], ServiceRated] = field(default_factory=dict)
    door: list[tuple[How, int]] = field(default_factory=list)
    help: list[Sample] = field(default_factory=list)
    events: int = 0
    bad_clock: int = 0
    seated_ms: int = 0
    doubtful: set[tuple[str, int]] = field(default_factory=set)
    knows_counters: bool = False


def replay(events: Iterable[Recorded], catalogue: Catalogue, zone: ZoneInfo, now: Moment | None) -> DayFacts:
    """Go through a day's events, oldest first.

    Args:
        catalogue: Which counter serves which field where the day's opening does not tell, as earlier versions did not.
        now: What an open day's waits last until; None for a day that is over.
    """
    walk = _Walk(catalogue, zone)
    for event in events:
        walk.step(event)
    walk.end(now)
    return walk.facts


class _Walk:
    def __init__(self, catalogue: Catalogue, zone: ZoneInfo) -> None:
        self.facts = DayFacts()
        self._counters = {counter.number: counter for counter in catalogue.counters}
        self.facts.knows_counters = bool(self._counters)
        self._zone = zone
        self._office = Office()
        self._waiting: dict[TicketId, Ticket] = {}
        self._busy: dict[TicketId, CounterNo] = {}
        self._before: Moment | None = None
        self._data: list[EventData] = []

    def step(self, event: Recorded) -> None:
        self._note_seats(event.moment)
        self._note_idle(event.moment)
        self._count(event)
        if isinstance(event.data, TicketCalled):
            self._note_overtake(event.data, self._hour(event.moment))
        if isinstance(event.data, DayClosed):
            self._note_uncalled(None)
            self._note_unhelped(event.moment)
            self._waiting.clear()
        self._office = fold(self._office, event)
        self._follow_counters(event.data)
        if self._follow(getattr(event.data, "ticket", None)):
            self._note_peak()
        hour = self._hour(event.moment)
        self.facts.peak_by_hour[hour] = max(self.facts.peak_by_hour[hour], len(self._waiting))
        self._before = event.moment

    def end(self, now: Moment | None) -> None:
        if now is not None:
            self._note_seats(now)
            self._note_idle(now)
            self._note_unhelped(now)
        self._note_uncalled(now)
        self.facts.by_path = count_by_path(self._data)

    def _count(self, event: Recorded) -> None:
        self._data.append(event.data)
        self.facts.events += 1
        self.facts.bad_clock += not event.moment.clock_ok
        match event.data:
            case TicketIssued(how=how, door_ms=int(door_ms)):
                self.facts.door.append((how, door_ms))
            case HelpAnswered(request=request):
                asked = [call.asked for call in self._office.help if call.request == request]
                self.facts.help += [Sample(elapsed_ms(moment, event.moment)) for moment in asked]
            case PromiseShown(ticket=ticket):
                self.facts.promises.setdefault(ticket, event.data)
            case ResultHandedOver(ticket=ticket, leg=leg, on_time=on_time):
                self.facts.results[ticket, leg] = on_time
            case ServiceRated(ticket=ticket, leg=leg):
                self.facts.ratings[ticket, leg] = event.data
            case NoShowDeclared(ticket=ticket):
                self.facts.no_shows.add(ticket)
            case StepUndone(ticket=ticket, state=State.NO_SHOW):
                self.facts.no_shows.discard(ticket)
            case StepUndone(ticket=ticket, state=State.CALLED):
                self._forget_overtake(ticket)

    def _follow_counters(self, data: EventData) -> None:
        match data:
            case DayOpened(counters=counters) if counters:
                self._counters = {number: Counter(number, fields) for number, fields in counters}
                self.facts.knows_counters = True
            case FieldsAssigned(counter=number, fields=fields):
                self._counters[number] = Counter(number, fields)

    def _follow(self, ticket_id: TicketId | None) -> bool:
        """Keep up with a ticket; tells whether it waits now."""
        ticket = self._office.tickets.get(ticket_id) if ticket_id is not None else None
        if ticket is None:
            return False
        self._waiting.pop(ticket.id, None)
        self._busy.pop(ticket.id, None)
        if ticket.state is State.WAITING:
            self._waiting[ticket.id] = ticket
        elif ticket.state in (State.CALLED, State.SERVING) and ticket.leg.counter is not None:
            self._busy[ticket.id] = ticket.leg.counter
        return ticket.state is State.WAITING

    def _note_seats(self, until: Moment) -> None:
        if self._before is not None and self._before.boot == until.boot:
            lasted = elapsed_ms(self._before, until) or 0
            self.facts.seated_ms += lasted * len(self._office.calling)

    def _note_idle(self, until: Moment) -> None:
        if self._before is None or self._before.boot != until.boot or not self._waiting:
            return
        lasted = elapsed_ms(self._before, until)
        taken = set(self._busy.values())
        officers, fields = set(), set()
        for number, officer in self._office.seated.items():
            wanted = self._eligible(number) if number not in taken else []
            if wanted:
                officers.add(officer)
                fields |= {ticket.leg.field for ticket in wanted}
        if lasted and officers:
            span = IdleSpan(self._hour(self._before), lasted, frozenset(officers), frozenset(fields))
            self.facts.idle.append(span)

    def _note_overtake(self, call: TicketCalled, hour: int) -> None:
        called = self._waiting.get(call.ticket)
        if called is None or called.priority is not None:
            return
        passed = tuple(t.id for t in self._eligible(call.counter) if t.leg.place < called.leg.place)
        if passed:
            self.facts.overtakes.append(
                Overtake(hour, called.id, called.leg.field, call.officer, passed, call.reason)
            )

    def _forget_overtake(self, ticket: TicketId) -> None:
        """Take back the latest overtake of a ticket whose call was taken back."""
        latest = next((o for o in reversed(self.facts.overtakes) if o.ticket == ticket), None)
        if latest is not None:
            self.facts.overtakes.remove(latest)

    def _eligible(self, number: CounterNo) -> list[Ticket]:
        """List who could be called to a counter, by the queue's own rule."""
        counter = self._counters.get(number)
        if counter is None:
            return []
        return eligible(Office(seated=self._office.seated, tickets=self._waiting), counter)

    def _note_peak(self) -> None:
        facts = self.facts
        facts.peak = max(facts.peak, len(self._waiting))
        for code, count in Tally(ticket.leg.field for ticket in self._waiting.values()).items():
            facts.peak_by_field[code] = max(facts.peak_by_field[code], count)

    def _note_uncalled(self, now: Moment | None) -> None:
        """Note what is known of legs once the day is over, or now: who still waits, and whose hour nobody knows."""
        for ticket in self._office.tickets.values():
            for leg in ticket.legs:
                if not leg.opened.clock_ok:
                    self.facts.doubtful.add((ticket.id, leg.number))
                until = leg.ended or now
                if leg.first_called is None and until is not None:
                    self.facts.uncalled[ticket.id, leg.number] = elapsed_ms(leg.opened, until)

    def _note_unhelped(self, until: Moment) -> None:
        for call in self._office.help:
            self.facts.help.append(Sample(elapsed_ms(call.asked, until), still=True))

    def _hour(self, moment: Moment) -> int:
        return datetime.fromtimestamp(moment.at / MS_PER_S, UTC).astimezone(self._zone).hour
