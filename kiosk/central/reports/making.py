"""A day's columns made of its legs and events, by the same pure functions as the desk's own report."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kiosk.central.reports import block
from kiosk.central.reports.block import COUNTER, HOWS, PROOF, TURN, WHY, WORD, Block, DayNotes
from kiosk.domain.events import EventData, How, LegOutcome, TicketCalled, TicketRecalled
from kiosk.domain.moves import ResumeTo, StepUndone, TicketResumed
from kiosk.domain.office_parts import Recorded
from kiosk.domain.ticket import State
from kiosk.lib.units import WallMs
from kiosk.reports.figures import NOBODY, called_early, came, gave_up, missed
from kiosk.reports.legs import ReportLeg
from kiosk.reports.promises import promise_entries
from kiosk.reports.replay import DayFacts
from kiosk.reports.samples import Figure, OpenMs, sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kiosk.domain.hall import ServiceRated
    from kiosk.reports.measure import Sample

LATE_MS = 15 * 60_000
"""A desk that is online sends within seconds; a quarter of an hour bridges a router's restart."""

BYTE = 255

Numbers = dict[tuple[str, int], tuple[int, int, int]]
"""The first event of a leg, its first call, and its last event."""


@dataclass(frozen=True, slots=True)
class DayEvent:
    """One event, and when central received it."""

    recorded: Recorded
    received_at: WallMs


@dataclass(frozen=True, slots=True)
class DayMaterial:
    """All that a day's columns are made of.

    Attributes:
        legs: In the order of arrival, marked where the clock was doubtful; no merged duplicates.
        events: The day's, oldest first.
    """

    legs: Sequence[ReportLeg]
    events: Sequence[DayEvent]
    facts: DayFacts
    open_ms: OpenMs
    hours_published: bool


def make_block(day: DayMaterial) -> Block:
    """Put a day into columns."""
    fields = tuple(sorted({leg.field for leg in day.legs}))
    officers = (*sorted({leg.officer for leg in day.legs if leg.officer}), NOBODY)
    chains = tuple(dict.fromkeys(event.recorded.chain for event in day.events))
    gaps = _gaps(day.events)
    notes = DayNotes(
        fields=fields,
        officers=officers,
        chains=chains,
        by_path={how: astuple(day.facts.by_path[how]) for how in How if how in day.facts.by_path},
        events=day.facts.events,
        bad_clock=day.facts.bad_clock,
        late=sum(_is_late(event) for event in day.events),
        gaps=gaps,
        seated_ms=day.facts.seated_ms,
        hours_published=day.hours_published,
        peak=day.facts.peak,
        idle_ms=sum(span.ms for span in day.facts.idle) if day.facts.knows_counters else None,
        overtaken=sum(len(o.passed) for o in day.facts.overtakes) if day.facts.knows_counters else None,
    )
    return Block(notes, _turns(day, notes), _counters(day), _words(day), _proofs(day, chains))


def _turns(day: DayMaterial, notes: DayNotes) -> NDArray[np.void]:
    uncalled = day.facts.uncalled
    tickets = {ticket: number for number, ticket in enumerate(dict.fromkeys(leg.ticket for leg in day.legs))}
    several = {leg.ticket for leg in day.legs if not leg.first}
    fields = {field: place for place, field in enumerate(notes.fields)}
    officers = {officer: place for place, officer in enumerate(notes.officers)}
    rows = []
    for leg in day.legs:
        wait = sample(Figure.WAIT, leg, uncalled)
        wait_open = sample(Figure.WAIT_OPEN, leg, uncalled, day.open_ms)
        rows.append(
            (
                leg.hour if leg.hour_known else block.NO_HOUR,
                HOWS.index(How(leg.how)),
                _bits(leg, day.facts, several=leg.ticket in several),
                _why(wait),
                fields[leg.field],
                officers[leg.officer or NOBODY],
                tickets[leg.ticket],
                _ms(wait),
                _ms(wait_open),
            )
        )
    return np.array(rows, dtype=TURN)


def _bits(leg: ReportLeg, facts: DayFacts, *, several: bool) -> int:
    facing = {
        block.FIRST: leg.first,
        block.MORE_LEGS: several,
        block.GAVE_UP: gave_up(leg),
        block.MISSED: leg.ticket in facts.no_shows or missed(leg),
        block.SERVED: leg.outcome == LegOutcome.SERVED,
        block.FIRST_CALL: leg.calls == 1 and came(leg),
        block.CALLED: leg.calls > 0,
        block.EARLY: called_early(leg),
    }
    return sum(bit for bit, holds in facing.items() if holds)


def _counters(day: DayMaterial) -> NDArray[np.void]:
    rows: list[tuple[int, ...]] = []
    for leg in day.legs:
        found = [
            sample(figure, leg, day.facts.uncalled)
            for figure in (Figure.TOTAL_WAIT, Figure.WALK, Figure.SERVE)
        ]
        on_time = day.facts.results.get((leg.ticket, leg.leg))
        result = 0 if on_time is None else block.ON_TIME if on_time else block.LATE
        rows.append((*map(_why, found), result, *map(_ms, found)))
    return np.array(rows, dtype=COUNTER)


def _words(day: DayMaterial) -> NDArray[np.void]:
    if not day.legs:
        return np.zeros(0, WORD)
    promises = {
        str(entry.ticket): entry for entry in promise_entries(day.legs, {day.legs[0].day_id: day.facts})
    }
    rows: list[tuple[Any, ...]] = []
    for leg in day.legs:
        level, marks = _said(rating) if (rating := day.facts.ratings.get((leg.ticket, leg.leg))) else (0, ())
        promise = promises.get(leg.ticket) if leg.first else None
        factors = marks if len(marks) == WORD["factors"].shape[0] else (0,) * WORD["factors"].shape[0]
        if promise is None:
            rows.append((level, factors, block.NO_PROMISE, block.NO_PROMISE, math.nan))
            continue
        last10 = math.nan if promise.last10_min is None else promise.last10_min
        rows.append((level, factors, *_promised(promise.p50_min, promise.p90_min), last10))
    return np.array(rows, dtype=WORD)


def _said(rating: ServiceRated) -> tuple[int, tuple[int, ...]]:
    """Give level and marks; a byte holds each, and what is none of the scale stays none."""
    level, *marks = (min(max(mark, 0), BYTE) for mark in (rating.level, *rating.factors))
    return level, tuple(marks)


def _promised(*minutes: float) -> tuple[int, ...]:
    return tuple(min(max(int(each), 0), block.NO_PROMISE - 1) for each in minutes)


def _proofs(day: DayMaterial, chains: Sequence[str]) -> NDArray[np.void]:
    numbers, chain_of = _event_numbers(day.events)
    places = {chain: place for place, chain in enumerate(chains)}
    rows = []
    for leg in day.legs:
        key = (leg.ticket, leg.leg)
        rows.append((places.get(chain_of.get(key, ""), 0), *numbers.get(key, (0, 0, 0))))
    return np.array(rows, dtype=PROOF)


def _event_numbers(events: Sequence[DayEvent]) -> tuple[Numbers, dict[tuple[str, int], str]]:
    """Find each leg's first event, first call and last event, and the chain in which it began."""
    numbers: Numbers = {}
    chain_of: dict[tuple[str, int], str] = {}
    summonses: dict[tuple[str, int], list[int]] = defaultdict(list)
    for event in events:
        seq, data = int(event.recorded.seq), event.recorded.data
        ticket, leg = getattr(data, "ticket", None), getattr(data, "leg", None)
        if ticket is None or leg is None:
            continue
        key = (ticket, leg)
        chain_of.setdefault(key, event.recorded.chain)
        first = numbers.get(key, (seq, 0, seq))[0]
        called = next((call for call in _follow_calls(summonses[key], data, seq) if call), 0)
        numbers[key] = (first, called, seq)
        following = getattr(data, "to_leg", leg)
        if following != leg:
            numbers[ticket, following] = (seq, 0, seq)
            chain_of[ticket, following] = event.recorded.chain
    return numbers, chain_of


def _follow_calls(summonses: list[int], data: EventData, seq: int) -> list[int]:
    """Note a leg's calls by their numbers, and what else summoned somebody as 0; an undone call was none."""
    match data:
        case TicketCalled():
            summonses.append(seq)
        case TicketRecalled() | TicketResumed(to=ResumeTo.CALLED):
            summonses.append(0)
        case StepUndone(state=State.CALLED) if summonses:
            summonses.pop()
    return summonses


def _is_late(event: DayEvent) -> bool:
    moment = event.recorded.moment
    return moment.clock_ok and event.received_at - moment.at > LATE_MS


def _gaps(events: Sequence[DayEvent]) -> tuple[tuple[int, int], ...]:
    """Join the stretches from an event that came late until it came."""
    gaps: list[tuple[int, int]] = []
    for event in events:
        if not _is_late(event):
            continue
        begins, ends = int(event.recorded.moment.at), int(event.received_at)
        if gaps and begins <= gaps[-1][1]:
            gaps[-1] = (min(begins, gaps[-1][0]), max(ends, gaps[-1][1]))
        else:
            gaps.append((begins, ends))
    return tuple(gaps)


def _why(taken: Sample | None) -> int:
    if taken is None:
        return block.NOT_CONCERNED
    if taken.left_out:
        return WHY.index(taken.left_out)
    if taken.value is None:
        return block.NO_CLOCK
    return block.STILL if taken.still else block.KEPT


def _ms(taken: Sample | None) -> int:
    if taken is None or taken.value is None:
        return block.UNKNOWN
    return min(max(taken.value, 0), block.LONGEST_MS)
