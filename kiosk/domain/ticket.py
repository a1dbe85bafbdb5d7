"""A ticket's states, as a fold of its events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.events import (
    CoolingEnded,
    EventData,
    Flag,
    How,
    LegFlagged,
    LegOutcome,
    Measure,
    NoShowDeclared,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketClosed,
    TicketIssued,
    TicketMissed,
    TicketRecalled,
)
from kiosk.domain.ids import CounterNo, DayId, FieldCode, OfficerId, Seq, TicketId, VisitId
from kiosk.domain.moment import Moment, elapsed_ms

if TYPE_CHECKING:
    from kiosk.lib.units import DurationMs


class State(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    COOLING = "cooling"
    SERVING = "serving"
    PARKED = "parked"
    AWAIT_RESULT = "await_result"
    NO_SHOW = "no_show"
    SERVED = "served"
    CLOSED = "closed"


OPEN_STATES = frozenset(State) - {State.SERVED, State.CLOSED}
"""States in which a ticket keeps its claim; a no-show may still come back the same day."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One stay of a ticket in one queue.

    Attributes:
        place: The issuing event's seq: the order in the queue, kept whatever happens.
        calls: Summonses so far, recalls among them.
        misses: Summonses that an officer marked as unanswered.
        first_called: The first summons; what the office's wait ends with.
        called: The latest summons; where the walk begins.
    """

    number: int
    field: FieldCode
    place: Seq
    opened: Moment
    calls: int = 0
    misses: int = 0
    first_called: Moment | None = None
    called: Moment | None = None
    started: Moment | None = None
    ended: Moment | None = None
    counter: CounterNo | None = None
    officer: OfficerId | None = None
    outcome: LegOutcome | None = None
    flags: tuple[tuple[Measure, Flag], ...] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """One field asked for in a visit, with all its legs; the last leg is the present one."""

    id: TicketId
    visit: VisitId
    day_id: DayId
    code: str
    number: int
    icon: str
    how: How
    language: str
    token: str
    state: State
    version: int
    legs: tuple[Leg, ...]
    missed: Moment | None = None
    cooling_ms: int = 0

    @property
    def leg(self) -> Leg:
        """The present leg."""
        return self.legs[-1]

    @property
    def is_open(self) -> bool:
        """Whether the ticket keeps its claim."""
        return self.state in OPEN_STATES

    def cooled(self, now: Moment) -> bool:
        """Tell whether the pause after a missed call is over; across a doubtful clock it is."""
        if self.state is not State.COOLING or self.missed is None:
            return False
        paused = elapsed_ms(self.missed, now)
        return paused is None or paused >= self.cooling_ms


def issue(event: TicketIssued, day_id: DayId, seq: Seq, now: Moment) -> Ticket:
    """Begin a ticket's life."""
    return Ticket(
        id=event.ticket,
        visit=event.visit,
        day_id=day_id,
        code=event.code,
        number=event.number,
        icon=event.icon,
        how=event.how,
        language=event.language,
        token=event.token,
        state=State.WAITING,
        version=1,
        legs=(Leg(number=event.leg, field=event.field, place=seq, opened=now),),
    )


def evolve(ticket: Ticket, event: EventData, now: Moment) -> Ticket:
    """Give the ticket after one of its own events; others leave it as it is."""
    leg = ticket.leg
    match event:
        case TicketCalled(counter=counter, officer=officer):
            leg = replace(
                leg,
                calls=leg.calls + 1,
                first_called=leg.first_called or now,
                called=now,
                counter=counter,
                officer=officer,
            )
            return _next(ticket, State.CALLED, leg)
        case TicketRecalled():
            return _next(ticket, State.CALLED, replace(leg, calls=leg.calls + 1))
        case ServiceStarted():
            return _next(ticket, State.SERVING, replace(leg, started=now))
        case ServiceFinished():
            return _next(ticket, State.SERVED, replace(leg, ended=now, outcome=LegOutcome.SERVED))
        case TicketMissed(cooling_ms=cooling_ms):
            cooling = _next(ticket, State.COOLING, replace(leg, misses=leg.misses + 1))
            return replace(cooling, missed=now, cooling_ms=cooling_ms)
        case CoolingEnded():
            return _next(ticket, State.WAITING, replace(leg, counter=None, officer=None))
        case NoShowDeclared():
            return _next(ticket, State.NO_SHOW, replace(leg, misses=leg.misses + 1))
        case TicketClosed(outcome=outcome):
            return _next(ticket, State.CLOSED, replace(leg, ended=now, outcome=outcome))
        case LegFlagged(measure=measure, flag=flag):
            return _next(ticket, ticket.state, replace(leg, flags=(*leg.flags, (measure, flag))))
        case _:
            return ticket


def _next(ticket: Ticket, state: State, leg: Leg) -> Ticket:
    return replace(ticket, state=state, version=ticket.version + 1, legs=(*ticket.legs[:-1], leg))


def first_wait_ms(leg: Leg) -> DurationMs | None:
    """Measure issue → first call; None before it, or when no clock can tell."""
    return elapsed_ms(leg.opened, leg.first_called) if leg.first_called else None


def walk_ms(leg: Leg) -> DurationMs | None:
    """Measure latest call → start; None before it, or when no clock can tell."""
    return elapsed_ms(leg.called, leg.started) if leg.called and leg.started else None


def serve_ms(leg: Leg) -> DurationMs | None:
    """Measure start → end; None before it, or when no clock can tell."""
    return elapsed_ms(leg.started, leg.ended) if leg.started and leg.ended else None
