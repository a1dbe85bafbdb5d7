"""All days of one office of the province, one after another, as its log tells them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kiosk.sim.officers import shifts_of
from kiosk.sim.people import people_of
from kiosk.sim.presets import MS_PER_MIN
from kiosk.sim.province_day import DayPlan, ProvinceDay
from kiosk.sim.province_desk import ProvinceDesk, Said
from kiosk.sim.province_odds import SLOW_WALK_MS
from kiosk.sim.province_promise import Promiser
from kiosk.sim.season import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.sim.people import Person
    from kiosk.sim.province import Place

CONFIRMED_MIN, REBOOTED_MIN, RESTORED_MIN = 8 * 60 + 5, 9 * 60 + 12, 10 * 60 + 47
"""When a doubtful clock is confirmed, the power goes and comes, a database is restored; minutes after midnight."""


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """One day's part of an office's log.

    Attributes:
        visits: People who got a ticket.
        is_offline: The line is down all day: what was said goes off on a later one.
        is_forked: A copy of the device goes on from here, too.
    """

    said: list[Said]
    visits: int
    is_offline: bool
    is_forked: bool


def days_at(place: Place) -> Iterator[OfficeDay]:
    """Play an office's days; the same place gives the same days."""
    desk = ProvinceDesk(place.office, place.preset.catalogue, POLICY, place.seed)
    mishaps = place.mishaps
    for number in range(len(place.dates)):
        plan = _plan(place, number)
        desk.begin(place.dates[number], clock_ok=not plan.is_doubtful)
        visits = _play(place, number, plan, desk)
        yield OfficeDay(
            desk.take_log(), visits, mishaps.is_offline(number), is_forked=mishaps.forked == number
        )


def _play(place: Place, number: int, plan: DayPlan, desk: ProvinceDesk) -> int:
    luck = np.random.default_rng([place.seed, number])
    day = place.dates[number]
    people = [_here(person, place, luck) for person in people_of(place.preset, day.weekday(), luck)]
    shifts = shifts_of(place.preset, luck)
    played = ProvinceDay(
        desk, people, shifts, Promiser(), log=desk, plan=plan, luck=luck, odds=place.odds
    ).play()
    return len(set(played.owner.values()))


def _here(person: Person, place: Place, luck: np.random.Generator) -> Person:
    """Make somebody a citizen of this office: some trust it more with their faces; some are called too early."""
    walk_ms = int(luck.integers(*SLOW_WALK_MS)) if luck.random() < place.odds.slow_walk else person.walk_ms
    return replace(person, with_face=bool(luck.random() < place.face_share), walk_ms=walk_ms)


def _plan(place: Place, number: int) -> DayPlan:
    mishaps = place.mishaps

    def at(day: int | None, minute: int) -> int | None:
        return minute * MS_PER_MIN if day == number else None

    return DayPlan(
        date=place.dates[number].isoformat(),
        is_doubtful=number in {mishaps.doubtful, mishaps.undated},
        is_baseline=number < mishaps.baseline_days,
        doubtful_until_ms=at(mishaps.doubtful, CONFIRMED_MIN),
        rebooted_ms=at(mishaps.rebooted, REBOOTED_MIN),
        restored_ms=at(mishaps.restored, RESTORED_MIN),
    )
