"""When each counter is manned: late starts, short breaks, lunch, days away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.sim.presets import CLOSES_MIN, LATEST_MIN, LUNCH_ENDS_MIN, LUNCH_MIN, MS_PER_MIN, OPENS_MIN, Preset

if TYPE_CHECKING:
    import numpy as np

LATE_MEAN_MIN = 2.0
"""How late an officer sits down, exponential. Source: assumption."""

BREAKS_A_HALF_DAY = 0.5
BREAK_MIN = (8.0, 20.0)
"""Absences of a few minutes, at random instants and of even length. Source: assumption."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One stay at a counter, in milliseconds after midnight; a service begun is ended first."""

    start_ms: int
    end_ms: int


def shifts_of(preset: Preset, rng: np.random.Generator) -> list[list[Shift]]:
    """Draw each counter's shifts of one day, in the order of the counters.

    Of several officers who would all be away, the first comes all the same.
    """
    away = rng.random(len(preset.counters)) < preset.absent
    if away.all():
        away[0] = False
    return [[] if gone else _morning_and_afternoon(rng) for gone in away]


def _morning_and_afternoon(rng: np.random.Generator) -> list[Shift]:
    return [*_half_day(OPENS_MIN, LUNCH_MIN, rng), *_half_day(LUNCH_ENDS_MIN, LATEST_MIN, rng)]


def _half_day(opens_min: float, ends_min: float, rng: np.random.Generator) -> list[Shift]:
    starts = opens_min + min(float(rng.exponential(LATE_MEAN_MIN)), 15.0)
    if rng.random() >= BREAKS_A_HALF_DAY:
        return [_shift(starts, ends_min)]
    leaves = float(rng.uniform(starts + 20, min(ends_min, CLOSES_MIN) - 30))
    returns = leaves + float(rng.uniform(*BREAK_MIN))
    return [_shift(starts, leaves), _shift(returns, ends_min)]


def _shift(start_min: float, end_min: float) -> Shift:
    return Shift(int(start_min * MS_PER_MIN), int(end_min * MS_PER_MIN))
