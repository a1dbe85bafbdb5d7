"""Many days of one office, on all cores, with what was promised and what came."""

from __future__ import annotations

import math
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from kiosk.domain.ids import FieldCode, TicketId
from kiosk.domain.policy import Policy
from kiosk.forecast.learning import LEARN_DAYS, SHIFT_DAYS, whole_shift
from kiosk.forecast.ledger import MEAN_OF_LAST, mean_of_last_min
from kiosk.forecast.point import point_min
from kiosk.forecast.promise import RollingPromiser
from kiosk.forecast.rolls import Closed
from kiosk.forecast.service_times import MS_PER_MIN, Library, learn
from kiosk.sim.day import GROUP, DayInPlay, DayPlayed
from kiosk.sim.desk import SimulatedDesk
from kiosk.sim.officers import shifts_of
from kiosk.sim.people import people_of
from kiosk.sim.presets import LATEST_MIN, LUNCH_ENDS_MIN, LUNCH_MIN, Preset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.figures import LegRow
    from kiosk.domain.moment import Moment
    from kiosk.domain.ticket import Ticket

POLICY = Policy(priority_groups=(GROUP,))
"""The product's own defaults."""

Progress = Callable[[int, int], None]
"""Hears how many of how many steps are done."""

Work = TypeVar("Work")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Offer:
    """One promise before any shift, the rules it is compared with, and what came; all in minutes.

    Attributes:
        wait_min: Issue to first call; None when no call came that day.
    """

    ticket: TicketId
    field: FieldCode
    p50_min: int
    p90_min: int
    rule_min: float
    last10_min: float
    wait_min: float | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day played, with the offers made in it."""

    played: DayPlayed
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a day's forecast begins with.

    Attributes:
        last_waits_min: Each field's last ten waits before this day.
    """

    library: Library
    last_waits_min: Mapping[FieldCode, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Task:
    """One day to play; without knowledge nothing is promised."""

    preset: Preset
    day: int
    seed: int
    knowledge: Knowledge | None = None


@dataclass(slots=True)
class Forecaster:
    """Makes an offer to everybody who has to wait."""

    knowledge: Knowledge
    promiser: RollingPromiser
    offers: list[Offer] = field(default_factory=list)

    def issued(self, desk: SimulatedDesk, ticket: Ticket) -> None:
        """Promise and compare; nothing is offered while no open counter serves the field."""
        now = desk.now()
        promise = self.promiser.promise(desk.office, ticket, desk.catalogue, desk.policy, now)
        rule = point_min(desk.office, ticket, desk.catalogue, self.knowledge.library, desk.policy, now)
        if promise is None or promise.p50_min is None or promise.p90_min is None or rule is None:
            return
        code = ticket.leg.field
        waits = [*self.knowledge.last_waits_min.get(code, ()), *_waits_today(desk, code)]
        offer = Offer(ticket.id, code, promise.p50_min, promise.p90_min, rule, mean_of_last_min(waits))
        self.offers.append(offer)


def play_day(task: Task) -> Day:
    """Play one day; the same task gives the same day on any core."""
    rng = np.random.default_rng([task.seed, task.day])
    people = people_of(task.preset, task.day, rng)
    shifts = shifts_of(task.preset, rng)
    desk = SimulatedDesk(task.preset.catalogue, POLICY, task.day, task.seed * 1_000_003 + task.day)
    forecaster = None
    if task.knowledge is not None:
        promiser = RollingPromiser(
            task.knowledge.library, partial(closed_from, task.day), seed=int(rng.integers(2**31))
        )
        forecaster = Forecaster(task.knowledge, promiser)
    played = DayInPlay(desk, people, shifts, forecaster).play()
    return Day(played, _with_waits(forecaster.offers, played.legs) if forecaster else ())


def play_season(preset: Preset, days: int, seed: int, jobs: int, progress: Progress) -> list[Day]:
    """Play days in a row, each knowing only the days before it.

    What is promised changes nobody's day, so all days are played once without promises,
    then once more with what their predecessors taught: both passes run on ``jobs`` cores.
    """
    total = 2 * days
    with mapped(jobs) as spread:
        first = [Task(preset, day, seed) for day in range(days)]
        past = counted(spread(play_day, first), progress, 0, total)
        knowing = (Task(preset, day, seed, _knowledge(past, day)) for day in range(days))
        return counted(spread(play_day, knowing), progress, days, total)


def shift_before(days: Sequence[Day], day: int) -> int:
    """Give the conformal shift in force on a day, in whole minutes, from the days before it."""
    recent = days[max(0, day - SHIFT_DAYS) : day]
    return whole_shift(
        offer.wait_min - offer.p90_min
        for each in recent
        for offer in each.offers
        if offer.wait_min is not None
    )


def closed_from(day: int, now: Moment) -> list[Closed]:
    """Tell lunch and the evening of a simulated day, in minutes from now."""
    minute = (now.boot_ns / 60e9) - day * 24 * 60
    return [
        Closed(LUNCH_MIN - minute, LUNCH_ENDS_MIN - minute),
        Closed(LATEST_MIN - minute, math.inf),
    ]


def cores() -> int:
    """Tell how many cores this process may use."""
    return len(os.sched_getaffinity(0))


def _knowledge(past: Sequence[Day], day: int) -> Knowledge:
    recent = past[max(0, day - LEARN_DAYS) : day]
    library = learn(leg for each in recent for leg in each.played.legs)
    waits: dict[FieldCode, list[float]] = {}
    for leg in (leg for each in recent for leg in each.played.legs):
        if leg.wait_ms is not None:
            waits.setdefault(leg.field, []).append(leg.wait_ms / MS_PER_MIN)
    return Knowledge(library, {code: each[-MEAN_OF_LAST:] for code, each in waits.items()})


def _waits_today(desk: SimulatedDesk, code: FieldCode) -> list[float]:
    legs = [t.leg for t in desk.office.tickets.values() if t.leg.field == code and t.leg.first_called]
    legs.sort(key=lambda leg: leg.called_seq or 0)
    return [(leg.first_called.at - leg.opened.at) / MS_PER_MIN for leg in legs if leg.first_called]


def _with_waits(offers: Iterable[Offer], legs: Iterable[LegRow]) -> tuple[Offer, ...]:
    waits = {leg.ticket: leg.wait_ms / MS_PER_MIN for leg in legs if leg.wait_ms is not None}
    return tuple(replace(offer, wait_min=waits.get(offer.ticket)) for offer in offers)


@contextmanager
def mapped(jobs: int) -> Iterator[Callable[[Callable[[Work], Done], Iterable[Work]], Iterator[Done]]]:
    """Give a map over processes that keeps the order; over none for a single job."""
    if jobs == 1:
        yield map
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield pool.imap


def counted(done: Iterator[Done], progress: Progress, before: int, total: int) -> list[Done]:
    """Collect what is done, telling how far it is."""
    found = []
    for count, each in enumerate(done, start=before + 1):
        found.append(each)
        progress(count, total)
    return found
