"""One field asked for in a visit: its legs and its state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.events import Flag, How, LegOutcome, Measure
from kiosk.domain.ids import CounterNo, DayId, FieldCode, OfficerId, Seq, TicketId, VisitId
from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.domain.moves import PromiseShown
from kiosk.domain.papers import Sign
from kiosk.domain.shown import Shown
from kiosk.lib.units import DurationMs

PLACES_PER_EVENT = 1_000
"""A place is its event's seq times this, so that one event can hand out up to 999 places in order."""


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


class Fetch(StrEnum):
    """How far a citizen's wish to be fetched from their seat has come."""

    ASKED = "asked"
    COMING = "coming"


OPEN_STATES = frozenset(State) - {State.SERVED, State.CLOSED}
"""States in which a ticket keeps its claim; a no-show may still come back the same day."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One stay of a ticket in one queue.

    Attributes:
        place: The order in the queue, kept whatever happens; see `PLACES_PER_EVENT`.
        opened_seq: The event that began this leg.
        calls: Summonses so far, recalls among them.
        misses: Summonses that an officer marked as unanswered.
        first_called: The first summons; what the office's wait ends with.
        called_seq: The event of the first summons.
        called: The latest summons.
        answered: The summons by which the person came the first time; where the walk begins.
        reason: Why the policy or an officer chose this ticket at its first summons.
        passed: Fields whose earlier places the first summons went before; empty in the order of places.
        serving_since: Begin of the present stretch of service; None while parked.
        served_ms: Stretches of service before the present one.
        for_counter: Counter that a transfer named.
        for_officer: Officer whom a transfer named.
        directed: Free counter that the citizen was told at once because nobody waited.
        asked: When the officer was asked whether the finish was forgotten.
        still_serving: The officer's answer was that it was not.
    """

    number: int
    field: FieldCode
    place: int
    opened: Moment
    opened_seq: int = 0
    calls: int = 0
    misses: int = 0
    first_called: Moment | None = None
    called_seq: Seq | None = None
    called: Moment | None = None
    answered: Moment | None = None
    reason: str | None = None
    passed: tuple[FieldCode, ...] = ()
    started: Moment | None = None
    serving_since: Moment | None = None
    served_ms: int = 0
    ended: Moment | None = None
    counter: CounterNo | None = None
    officer: OfficerId | None = None
    for_counter: CounterNo | None = None
    for_officer: OfficerId | None = None
    directed: CounterNo | None = None
    asked: Moment | None = None
    still_serving: bool = False
    outcome: LegOutcome | None = None
    flags: tuple[tuple[Measure, Flag], ...] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """One field asked for in a visit, with all its legs; the last leg is the present one.

    Attributes:
        priority: Code of the group whose priority counts for this ticket; None without one.
        declared: Code of the group that the citizen named, confirmed or not.
        seen_present: When its bearer was last seen: by slip, token, face or an officer's eyes.
        standing: Number of the place handed out in the morning's queue outside.
        carried_from: Yesterday's ticket that this one continues.
        last_step: The event of the last step that can be undone.
        previous: The ticket before that step; itself without a previous one.
        promise: The wait that was promised first.
        told: The wait that was told last in this leg; None where no number was given.
        signs: What colleagues should know at sight.
        dossiers: Numbers of the dossiers that officers named.
        on_time: Whether the result given at the counter was in time; None where none was given.
        fetch: Whether its bearer wants to be fetched; None for a call like everybody's.
        rated: How its bearer found the service: 1 not satisfied, 2 satisfied, 3 very satisfied; None before.
    """

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
    priority: str | None = None
    declared: str | None = None
    seen_present: Moment | None = None
    park_reason: str | None = None
    room: str | None = None
    standing: int | None = None
    carried_from: TicketId | None = None
    last_step: Seq | None = None
    previous: Ticket | None = None
    promise: PromiseShown | None = None
    signs: tuple[Sign, ...] = ()
    dossiers: tuple[str, ...] = ()
    on_time: bool | None = None
    told: Shown | None = None
    fetch: Fetch | None = None
    rated: int | None = None

    @property
    def leg(self) -> Leg:
        """The present leg."""
        return self.legs[-1]

    @property
    def is_open(self) -> bool:
        """Whether the ticket keeps its claim."""
        return self.state in OPEN_STATES

    @property
    def is_unseen(self) -> bool:
        """Whether it is a plain number whose bearer nobody has seen since it was taken."""
        return self.how is How.PLAIN and self.seen_present is None

    def cooled(self, now: Moment) -> bool:
        """Tell whether the pause after a missed call is over; across a doubtful clock it is."""
        if self.state is not State.COOLING or self.missed is None:
            return False
        paused = elapsed_ms(self.missed, now)
        return paused is None or paused >= self.cooling_ms


def first_wait_ms(leg: Leg) -> DurationMs | None:
    """Measure issue → first call; None before it, or when no clock can tell."""
    return elapsed_ms(leg.opened, leg.first_called) if leg.first_called else None


def walk_ms(leg: Leg) -> DurationMs | None:
    """Measure the call that was answered → start; None before it, or when no clock can tell."""
    return elapsed_ms(leg.answered, leg.started) if leg.answered and leg.started else None


def serve_ms(leg: Leg) -> DurationMs | None:
    """Measure start → end without the time set aside; None before it, or when no clock can tell."""
    if leg.started is None or leg.ended is None:
        return None
    if leg.serving_since is None:
        return DurationMs(leg.served_ms)
    last = elapsed_ms(leg.serving_since, leg.ended)
    return None if last is None else DurationMs(leg.served_ms + last)
