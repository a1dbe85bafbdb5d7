"""How many counters of each kind an hour needs, where counters serve only some fields: tried out person by person."""

from __future__ import annotations

import heapq
import random
import statistics
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.ids import FieldCode
from kiosk.reports.measure import SHORT_LIMIT_MS
from kiosk.reports.staffing import HOUR_MS, MIN_DAYS, MIN_SERVED, MOST_COUNTERS, comings, counter_time_ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.reports.figures import Material

PEOPLE = 1_500
"""Played for each hour and each way to staff it: an average wait of 15 minutes is then known to about two."""

FEW = 5
"""A field with fewer services than this is played with those of all fields."""

Fields = frozenset[FieldCode]
"""The fields that one kind of counter serves."""


@dataclass(frozen=True, slots=True)
class Need:
    """How many counters of one kind; ``fields`` in the order of their codes."""

    fields: tuple[FieldCode, ...]
    counters: int


@dataclass(frozen=True, slots=True)
class HourNeed:
    """What one hour needs, over all days.

    Attributes:
        waits_ms: Average wait expected in each field that is asked for.
        enough: Whether all of these are within the limit; if not, no counter of this office helps.
    """

    hour: int
    needs: tuple[Need, ...]
    waits_ms: dict[FieldCode, int]
    enough: bool


@dataclass(frozen=True, slots=True)
class _Hour:
    """Who comes in one hour.

    Attributes:
        per_hour: People by field.
        services_ms: What a service took, by field.
    """

    per_hour: Mapping[FieldCode, float]
    services_ms: Mapping[FieldCode, Sequence[int]]


def advise_sets(material: Material, kinds: Iterable[Sequence[FieldCode]]) -> list[HourNeed]:
    """Say which counters each hour needs, so that no field waits longer than `SHORT_LIMIT_MS` on average.

    Args:
        kinds: The fields of each of the office's counters.

    Returns:
        Hours in which someone comes; empty where the data are too few.
    """
    sets = sorted({frozenset(kind) for kind in kinds}, key=lambda kind: (len(kind), sorted(kind)))
    days = sorted({day.date for day in material.days})
    served = sum(counter_time_ms(leg, material.uncalled) is not None for leg in material.legs)
    if len(days) < MIN_DAYS or served < MIN_SERVED:
        return []
    services = _services(material)
    came = comings(material, days)
    found = []
    for hour in sorted({hour for hour, _field in came}):
        per_hour = {field: rate for (at, field), rate in came.items() if at == hour}
        found.append(_advise(hour, _Hour(per_hour, services), sets))
    return found


def play(hour: _Hour, counters: Sequence[Fields]) -> dict[FieldCode, float]:
    """Play an hour that does not end, first come first served; give each field's average wait in ms."""
    chance = random.Random(0)  # noqa: S311 - the same chance for every way to staff the hour
    fields = sorted(hour.per_hour)
    rates = [hour.per_hour[field] for field in fields]
    hall = _Hall(hour, counters, chance)
    now = 0.0
    for _ in range(PEOPLE):
        now += chance.expovariate(sum(rates) / HOUR_MS)
        (field,) = chance.choices(fields, rates)
        hall.come(field, now)
    return hall.average_waits(now)


class _Hall:
    """The queues and counters of one play."""

    def __init__(self, hour: _Hour, counters: Sequence[Fields], chance: random.Random) -> None:
        self._services_ms = hour.services_ms
        self._chance = chance
        self._counters = counters
        self._free = set(range(len(counters)))
        self._busy: list[tuple[float, int]] = []
        self._queues: dict[FieldCode, deque[float]] = {field: deque() for field in hour.per_hour}
        self._waits: dict[FieldCode, list[float]] = {field: [] for field in hour.per_hour}

    def come(self, field: FieldCode, now: float) -> None:
        """Let somebody come; of several free counters they take the one that serves the fewest fields."""
        while self._busy and self._busy[0][0] <= now:
            self._finish(*heapq.heappop(self._busy))
        able = [counter for counter in self._free if field in self._counters[counter]]
        if not able:
            self._queues[field].append(now)
            return
        chosen = min(able, key=lambda counter: (len(self._counters[counter]), counter))
        self._free.discard(chosen)
        self._begin(chosen, field, now, now)

    def average_waits(self, now: float) -> dict[FieldCode, float]:
        """Sum up; who was not called yet waited at least until now."""
        waits = {
            f: [*waited, *(now - since for since in self._queues[f])] for f, waited in self._waits.items()
        }
        return {field: statistics.fmean(waited) for field, waited in waits.items() if waited}

    def _begin(self, counter: int, field: FieldCode, since: float, at: float) -> None:
        self._waits[field].append(at - since)
        heapq.heappush(self._busy, (at + self._chance.choice(self._services_ms[field]), counter))

    def _finish(self, at: float, counter: int) -> None:
        waiting = [
            (queue[0], f) for f, queue in self._queues.items() if queue and f in self._counters[counter]
        ]
        if waiting:
            since, field = min(waiting)
            self._queues[field].popleft()
            self._begin(counter, field, since, at)
        else:
            self._free.add(counter)


def _advise(hour: int, came: _Hour, sets: list[Fields]) -> HourNeed:
    served = {field for kind in sets for field in kind}
    came = _Hour({f: rate for f, rate in came.per_hour.items() if f in served}, came.services_ms)
    counters = _cover(set(came.per_hour), sets)
    waits = play(came, counters)
    while max(waits.values(), default=0) > SHORT_LIMIT_MS and len(counters) < MOST_COUNTERS:
        worst = max(waits, key=lambda field: waits[field])
        tried = [(play(came, [*counters, kind]), kind) for kind in sets if worst in kind]
        waits, kind = min(tried, key=lambda one: (max(one[0].values()), len(one[1])))
        counters.append(kind)
    needed = Counter(counters)
    needs = tuple(Need(tuple(sorted(kind)), needed[kind]) for kind in sets if needed[kind])
    rounded = {field: round(wait) for field, wait in sorted(waits.items())}
    return HourNeed(hour, needs, rounded, max(waits.values(), default=0) <= SHORT_LIMIT_MS)


def _cover(fields: set[FieldCode], sets: list[Fields]) -> list[Fields]:
    """Choose few counters that together serve all fields: each time the one that serves most of the rest."""
    chosen = []
    while fields:
        kind = max(sets, key=lambda one: len(one & fields))
        chosen.append(kind)
        fields = fields - kind
    return chosen


def _services(material: Material) -> dict[FieldCode, list[int]]:
    found: dict[FieldCode, list[int]] = {FieldCode(leg.field): [] for leg in material.legs}
    everything: list[int] = []
    for leg in material.legs:
        taken = counter_time_ms(leg, material.uncalled)
        if taken is not None:
            found[FieldCode(leg.field)].append(taken)
            everything.append(taken)
    return {field: times if len(times) >= FEW else everything for field, times in found.items()}
