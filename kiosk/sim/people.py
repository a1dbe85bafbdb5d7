"""Who comes on one day, and how each of them behaves; the same people for the same seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiosk.domain.ids import FieldCode
from kiosk.sim.presets import ARRIVALS, MIX, MS_PER_MIN, SERVICE_MIN, Preset

WALK_MEAN_S, WALK_SD_S = 35.0, 20.0
"""From the chair to the counter. Source: assumption; a hall is crossed in half a minute."""

PATIENCE_MIN = 40
"""When some give up. Source: domain page, "abandonment after 40 min 10%"."""


FACE_SHARE = 0.7
"""Share that lets the face be the ticket. Source: assumption."""

SEEN_SHARE = 0.9
"""Share of honest plain numbers whose slip is seen in a hand. Source: assumption."""


@dataclass(frozen=True, slots=True)
class Person:
    """One citizen and everything that chance has in store for them.

    Attributes:
        arrives_ms: After midnight.
        answers_call: The first call they answer, counted from 1; None when they never do.
        patience_ms: Waiting longer than this they leave without a word; None when they stay.
        service_ms: At the counter.
        with_face: Whether the face is their ticket.
        is_seen: Whether a plain number's bearer is seen with the slip in hand.
    """

    arrives_ms: int
    field: FieldCode
    is_priority: bool
    answers_call: int | None
    patience_ms: int | None
    walk_ms: int
    service_ms: int
    with_face: bool
    is_seen: bool


def people_of(preset: Preset, day: int, rng: np.random.Generator) -> list[Person]:
    """Draw a day's people in the order of arrival: a Poisson stream in every stretch of the day."""
    weight = preset.week[day % len(preset.week)]
    people = []
    for stretch in ARRIVALS:
        count = int(rng.poisson(preset.per_day * weight * stretch.share))
        minutes = rng.uniform(stretch.start_min, stretch.end_min, count)
        people += [_person(preset, float(minute), rng) for minute in minutes]
    return sorted(people, key=lambda person: person.arrives_ms)


def lognormal(mean: float, sd: float, rng: np.random.Generator) -> float:
    """Draw from the log-normal distribution of this mean and standard deviation, in their unit."""
    variance = np.log(1 + (sd / mean) ** 2)
    return float(rng.lognormal(np.log(mean) - variance / 2, np.sqrt(variance)))


def _person(preset: Preset, minute: float, rng: np.random.Generator) -> Person:
    codes = list(MIX)
    code = codes[int(rng.choice(len(codes), p=list(MIX.values())))]
    mean, sd = SERVICE_MIN[code]
    fate = rng.random()
    answers: int | None = 1
    if fate < preset.never_comes:
        answers = None
    elif fate < preset.never_comes + preset.second_call:
        answers = 2
    impatient = rng.random() < preset.leaves_after_40
    return Person(
        arrives_ms=int(minute * MS_PER_MIN),
        field=code,
        is_priority=bool(rng.random() < preset.priority_share),
        answers_call=answers,
        patience_ms=PATIENCE_MIN * MS_PER_MIN if impatient else None,
        walk_ms=int(lognormal(WALK_MEAN_S, WALK_SD_S, rng) * 1000),
        service_ms=int(lognormal(mean, sd, rng) * MS_PER_MIN),
        with_face=bool(rng.random() < FACE_SHARE),
        is_seen=bool(rng.random() < SEEN_SHARE),
    )
