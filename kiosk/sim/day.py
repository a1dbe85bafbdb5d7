"""One day of one office, played through the product's own decisions from door to closing."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from kiosk.domain import arrivals, calling, days, serving
from kiosk.domain import commands as c
from kiosk.domain.catalogue import Counter
from kiosk.domain.events import DayClosed, How, TicketCalled, TicketIssued
from kiosk.domain.figures import LegRow, leg_rows
from kiosk.domain.ids import CommandId, CounterNo, DayId, OfficerId, TicketId
from kiosk.domain.office import Office
from kiosk.domain.policy import PriorityGroup
from kiosk.domain.queue import eligible
from kiosk.domain.ticket import State, Ticket
from kiosk.sim.desk import BOOT, SimulatedDesk
from kiosk.sim.officers import Shift
from kiosk.sim.people import Person

if TYPE_CHECKING:
    from kiosk.domain.decisions import Setting
    from kiosk.domain.events import EventData

GIVES_UP_AFTER_MS = 90_000
"""How long an officer waits for somebody who was called. Source: assumption."""


GROUP = PriorityGroup("priority", "Ưu tiên", "Priority")
"""The one group of simulated offices; which group somebody belongs to changes nothing in the queue."""


class Watcher(Protocol):
    """Who looks on while a day is played: the forecast, or a test."""

    def issued(self, desk: SimulatedDesk, ticket: Ticket) -> None:
        """Hear of a place just given whose owner has to wait."""
        ...


@dataclass(frozen=True, slots=True)
class DayPlayed:
    """What one day came to.

    Attributes:
        legs: Every stay in a queue, as reports see it.
        owner: Who held which ticket, by their index among the day's people.
        overtaken: How many people with later places went before each ticket, at a counter of its own field.
        direct: Tickets whose owner found a free counter.
    """

    legs: list[LegRow]
    owner: dict[TicketId, int]
    overtaken: dict[TicketId, int]
    direct: frozenset[TicketId]


@dataclass(slots=True)
class Seat:
    """An officer at a counter; leaving as soon as nobody is there."""

    counter: Counter
    officer: OfficerId
    leaving: bool = False


@dataclass(slots=True)
class DayInPlay:
    """A day with its people and officers, moved from event to event."""

    desk: SimulatedDesk
    people: Sequence[Person]
    shifts: Sequence[Sequence[Shift]]
    watcher: Watcher | None = None
    owner: dict[TicketId, int] = field(default_factory=dict)
    passed_by: dict[TicketId, set[TicketId]] = field(default_factory=dict)
    direct: set[TicketId] = field(default_factory=set)
    _seats: dict[CounterNo, Seat] = field(default_factory=dict)
    _waiting: dict[TicketId, Ticket] = field(default_factory=dict)
    _busy: dict[TicketId, CounterNo | None] = field(default_factory=dict)
    _agenda: list[tuple[int, int, Callable[[], None]]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)

    def play(self) -> DayPlayed:
        """Play until the last officer has gone."""
        desk = self.desk
        desk.touched.clear()
        self.open()
        for index, person in enumerate(self.people):
            self.at(person.arrives_ms, partial(self.arrive, index))
        for counter, shifts in zip(desk.catalogue.counters, self.shifts, strict=True):
            for shift in shifts:
                self.at(shift.start_ms, partial(self._sit_down, counter))
                self.at(shift.end_ms, partial(self._stand_up, counter))
        while self._agenda:
            desk.now_ms, _, act = heapq.heappop(self._agenda)
            act()
            self._call_at_free_counters()
        legs = self.close()
        overtaken = {ticket: len(others) for ticket, others in self.passed_by.items()}
        return DayPlayed(legs, self.owner, overtaken, frozenset(self.direct))

    def at(self, when_ms: int, act: Callable[[], None]) -> None:
        """Let something happen at an instant, in milliseconds after midnight."""
        heapq.heappush(self._agenda, (when_ms, next(self._order), act))

    def open(self) -> None:
        """Begin the working day."""
        desk = self.desk
        desk.happen(days.open_day(desk.setting(), DayId(f"day-{desk.now().at}"), None))

    def arrive(self, index: int) -> None:
        """Let one of the people take a place."""
        desk, person = self.desk, self.people[index]
        events = desk.happen(self.take_place(person))
        issued = next(event for event in events if isinstance(event, TicketIssued))
        ticket = desk.office.tickets[issued.ticket]
        self.owner[ticket.id] = index
        self.passed_by[ticket.id] = set()
        if person.is_seen and not person.with_face:
            shown = c.ConfirmPresence(CommandId(""), issued_now(desk), ticket.token)
            desk.happen(arrivals.confirm_presence(desk.setting(), shown))
        if ticket.leg.directed is not None:
            self.direct.add(ticket.id)
        elif self.watcher is not None:
            self.watcher.issued(desk, desk.office.tickets[ticket.id])

    def take_place(self, person: Person) -> list[EventData]:
        """Decide how somebody gets a place; exactly one is given."""
        return arrivals.check_in(self.desk.setting(), check_in(self.desk, person), None)

    def _sit_down(self, counter: Counter) -> None:
        if counter.number in self._seats:
            self._seats[counter.number].leaving = False
            return
        officer = OfficerId(f"cb-{counter.number:02d}")
        self._seats[counter.number] = Seat(counter, officer)
        self.desk.happen(calling.sign_in(self.desk.setting(), counter.number, officer))

    def _stand_up(self, counter: Counter) -> None:
        seat = self._seats[counter.number]
        if self.desk.office.at_counter(counter.number) is None:
            self._leave(seat)
        else:
            seat.leaving = True

    def _leave(self, seat: Seat) -> None:
        del self._seats[seat.counter.number]
        self.desk.happen(calling.sign_out(self.desk.setting(), seat.counter.number, seat.officer, "left"))

    def _call_at_free_counters(self) -> None:
        for seat in self._free_seats():
            office = self.desk.office
            if not self._waiting:
                return
            if not eligible(Office(seated=office.seated, tickets=self._waiting), seat.counter):
                continue
            called = next((e for e in self.desk.happen(self.call(seat)) if isinstance(e, TicketCalled)), None)
            if called is not None:
                del self._waiting[called.ticket]
                self._note_who_passes(office.tickets[called.ticket], seat.counter)
                self.answer(called.ticket, seat)

    def call(self, seat: Seat) -> list[EventData]:
        """Decide whom a free officer calls; at least one waits for them."""
        return calling.call_next(self.desk.setting(), seat.counter.number, seat.officer)

    def rests(self, seat: Seat) -> bool:
        """Tell whether an officer whose counter is free calls nobody now."""
        return seat.leaving

    def _free_seats(self) -> list[Seat]:
        """List who can call somebody.

        Of a large hall only those are looked at again to whom something happened.
        """
        for ticket_id in self.desk.touched:
            ticket = self.desk.office.tickets[ticket_id]
            self._waiting.pop(ticket_id, None)
            self._busy.pop(ticket_id, None)
            if ticket.state is State.WAITING:
                self._waiting[ticket_id] = ticket
            elif ticket.state in {State.CALLED, State.SERVING}:
                self._busy[ticket_id] = ticket.leg.counter
        self.desk.touched.clear()
        busy = set(self._busy.values())
        return [
            seat for seat in self._seats.values() if seat.counter.number not in busy and not self.rests(seat)
        ]

    def _note_who_passes(self, called: Ticket, counter: Counter) -> None:
        for other in self._waiting.values():
            if other.leg.place < called.leg.place and other.leg.field in counter.fields:
                self.passed_by[other.id].add(called.id)

    def answer(self, ticket_id: TicketId, seat: Seat) -> None:
        """Let a called person come to the counter, or not."""
        desk = self.desk
        person = self.people[self.owner[ticket_id]]
        if self.comes(desk.office.tickets[ticket_id], person):
            self.at(desk.now_ms + person.walk_ms, partial(self.start, ticket_id, seat))
        else:
            self.at(desk.now_ms + GIVES_UP_AFTER_MS, partial(self.miss, ticket_id, seat))

    def comes(self, ticket: Ticket, person: Person) -> bool:
        """Tell whether somebody who is called is still there and hears it."""
        waited_ms = self.desk.now_ms - person.arrives_ms
        has_left = person.patience_ms is not None and waited_ms > person.patience_ms
        hears = person.answers_call is not None and ticket.leg.misses + 1 >= person.answers_call
        return hears and not has_left

    def start(self, ticket_id: TicketId, seat: Seat) -> None:
        """Begin to serve whoever has come."""
        self.do(serving.start, c.Start, ticket_id, seat)
        service_ms = self.people[self.owner[ticket_id]].service_ms
        self.at(self.desk.now_ms + service_ms, partial(self.finish, ticket_id, seat))

    def finish(self, ticket_id: TicketId, seat: Seat) -> None:
        """End the service."""
        self.do(serving.finish, c.Finish, ticket_id, seat)
        self.leave_if_asked(seat)

    def miss(self, ticket_id: TicketId, seat: Seat) -> None:
        """Let the officer give up on whoever does not come."""
        self.do(calling.mark_absent, c.MarkAbsent, ticket_id, seat)
        ticket = self.desk.office.tickets[ticket_id]
        if ticket.state is State.COOLING:
            self.at(self.desk.now_ms + ticket.cooling_ms, self._end_cooling)
        self.leave_if_asked(seat)

    def _end_cooling(self) -> None:
        self.desk.happen(calling.end_cooling(self.desk.setting()))

    def leave_if_asked(self, seat: Seat) -> None:
        """Let an officer go whose shift is over."""
        if seat.leaving:
            self._leave(seat)

    def do(
        self,
        decide: Callable[[Setting, c.OnTicket, OfficerId], list[EventData]],
        kind: type[c.OnTicket],
        ticket_id: TicketId,
        seat: Seat,
    ) -> None:
        """Let an officer do something with a ticket."""
        version = self.desk.office.tickets[ticket_id].version
        command = kind(CommandId(""), issued_now(self.desk), ticket_id, version)
        self.desk.happen(decide(self.desk.setting(), command, seat.officer))

    def close(self) -> list[LegRow]:
        """End the day for whoever still waits, and read the legs before a new day forgets them."""
        desk = self.desk
        events = days.close_day(desk.setting(), "closing_time")
        desk.happen(event for event in events if not isinstance(event, DayClosed))
        return [row for ticket in desk.office.tickets.values() for row in leg_rows(ticket)]


def check_in(desk: SimulatedDesk, person: Person) -> c.CheckIn:
    """Write what somebody asks for at the kiosk."""
    how = How.FACE if person.with_face else How.PLAIN
    priority = GROUP.code if person.is_priority else None
    return c.CheckIn(CommandId(""), issued_now(desk), person.field, how, priority=priority)


def issued_now(desk: SimulatedDesk) -> c.Issued:
    """Date a command that is made at this instant."""
    return c.Issued(BOOT, desk.now_ms)
