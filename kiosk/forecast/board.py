"""The office as numbers: who waits in which order, and which open counters may call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kiosk.domain.ids import FieldCode
from kiosk.domain.moment import elapsed_ms
from kiosk.domain.presence import doubted
from kiosk.domain.queue import eligible, ordinary_run
from kiosk.domain.ticket import State, Ticket
from kiosk.forecast.service_times import MS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kiosk.domain.catalogue import Catalogue, Counter
    from kiosk.domain.moment import Moment
    from kiosk.domain.office import Office
    from kiosk.domain.policy import Policy
    from kiosk.domain.ticket import Leg

Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Minutes = npt.NDArray[np.float64]

RECENT_MIN = 60.0
"""The priority arrivals of the last hour tell how many more will come."""

LONG_RUN = 1_000_000
"""Stands for "no priority was called in this field yet": the next one is due."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Whom an open counter has: the field, and for how many minutes since the call."""

    field: FieldCode
    since_min: float


@dataclass(frozen=True, slots=True)
class Board:
    """An instant of the office, as the roll-outs begin from it; all times in minutes from now.

    Tickets are those that wait or cool, in the order of their places; counters are the open ones.

    Attributes:
        codes: The fields; ``field`` indexes them.
        busy: Whom each counter has; None where it is free.
        serves: bool (counters, tickets).
        field_of_counter: bool (counters, fields): which fields each counter serves.
        field: int (tickets,).
        is_priority: bool (tickets,).
        is_doubted: bool (tickets,): numbers of a burst whose bearers nobody has seen.
        ready_min: float (tickets,): when a cooling ticket waits again; 0 where it waits.
        was_called: bool (tickets,): called before, so that its first wait has ended.
        calls_left: int (tickets,): calls before it becomes a no-show.
        overtaken: int (tickets,): calls that passed it so far.
        passed_at_min: float (tickets,): when the first of them was, negative; inf without one.
        run: int (fields,): others called since the field's last priority call.
        priority_per_min: float (fields,): recent arrivals of priority tickets.
    """

    tickets: tuple[Ticket, ...]
    codes: tuple[FieldCode, ...]
    busy: tuple[Busy | None, ...]
    serves: Flags
    field_of_counter: Flags
    field: Counts
    is_priority: Flags
    is_doubted: Flags
    ready_min: Minutes
    was_called: Flags
    calls_left: Counts
    overtaken: Counts
    passed_at_min: Minutes
    run: Counts
    priority_per_min: Minutes


def set_up(office: Office, catalogue: Catalogue, policy: Policy, now: Moment) -> Board:
    """Describe the office as numbers."""
    tickets = tuple(office.in_state(State.WAITING, State.COOLING))
    codes = tuple(field.code for field in catalogue.fields)
    counters = [counter for counter in catalogue.counters if counter.number in office.calling]
    passes = [_passes(office, ticket.leg, now) for ticket in tickets]
    ghosts = doubted(office, policy)
    runs = [ordinary_run(office, code) for code in codes]
    return Board(
        tickets=tickets,
        codes=codes,
        busy=tuple(_busy(office, counter, now) for counter in counters),
        serves=_serves(office, counters, tickets),
        field_of_counter=np.array([[code in c.fields for code in codes] for c in counters], bool).reshape(
            len(counters), len(codes)
        ),
        field=np.array([codes.index(ticket.leg.field) for ticket in tickets], np.int64),
        is_priority=np.array([ticket.priority is not None for ticket in tickets], bool),
        is_doubted=np.array([ticket.id in ghosts for ticket in tickets], bool),
        ready_min=np.array([_ready_min(ticket, now) for ticket in tickets], float),
        was_called=np.array([ticket.leg.first_called is not None for ticket in tickets], bool),
        calls_left=np.array([max(1, policy.max_calls - ticket.leg.misses) for ticket in tickets], np.int64),
        overtaken=np.array([len(over) for over in passes], np.int64),
        passed_at_min=np.array([min(over, default=np.inf) for over in passes], float),
        run=np.array([LONG_RUN if run is None else run for run in runs], np.int64),
        priority_per_min=_priority_per_min(office, codes, now),
    )


def open_counters(office: Office, catalogue: Catalogue, field: FieldCode) -> list[Counter]:
    """List the counters where an officer sits who serves this field."""
    return [c for c in catalogue.counters if field in c.fields and c.number in office.calling]


def busy_min(ticket: Ticket, now: Moment) -> float:
    """Tell for how many minutes a called or served ticket has held its counter; 0 when no clock can."""
    called = ticket.leg.called
    return (elapsed_ms(called, now) or 0) / MS_PER_MIN if called else 0.0


def _busy(office: Office, counter: Counter, now: Moment) -> Busy | None:
    ticket = office.at_counter(counter.number)
    return Busy(ticket.leg.field, busy_min(ticket, now)) if ticket else None


def _serves(office: Office, counters: Sequence[Counter], tickets: Sequence[Ticket]) -> Flags:
    serves = np.zeros((len(counters), len(tickets)), bool)
    for row, counter in enumerate(counters):
        may_call = {ticket.id for ticket in eligible(office, counter)}
        for column, ticket in enumerate(tickets):
            cools = ticket.state is State.COOLING and ticket.leg.field in counter.fields
            serves[row, column] = cools or ticket.id in may_call
    return serves


def _ready_min(ticket: Ticket, now: Moment) -> float:
    if ticket.state is not State.COOLING or ticket.missed is None:
        return 0.0
    return max(0, ticket.cooling_ms - (elapsed_ms(ticket.missed, now) or 0)) / MS_PER_MIN


def _passes(office: Office, leg: Leg, now: Moment) -> list[float]:
    """List when calls went before this leg, in minutes from now; the rule of `kiosk.domain.queue`."""
    jumps = (jump for ticket in office.tickets.values() for jump in ticket.legs if jump.passed)
    return [
        -(elapsed_ms(jump.first_called, now) or 0) / MS_PER_MIN
        for jump in jumps
        if leg.field in jump.passed
        and leg.place < jump.place
        and jump.first_called is not None
        and (jump.called_seq or 0) > leg.opened_seq
    ]


def _priority_per_min(office: Office, codes: Iterable[FieldCode], now: Moment) -> Minutes:
    """Give the recent rate by field; a day younger than an hour is measured by its own age."""
    ages = [
        (ticket.leg.field, ticket.priority, (elapsed_ms(ticket.legs[0].opened, now) or 0) / MS_PER_MIN)
        for ticket in office.tickets.values()
    ]
    recent = [field for field, priority, age in ages if priority and age <= RECENT_MIN]
    span = min(RECENT_MIN, max((age for _, _, age in ages), default=0.0)) or RECENT_MIN
    return np.array([recent.count(code) / max(span, RECENT_MIN / 4) for code in codes])
