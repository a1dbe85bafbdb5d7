"""What a citizen sees of a promise: a range in fives, whose end moves only when it must."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.lib.units import MS_PER_S

STEP_MIN = 5
"""Ranges are shown in steps of five minutes: "khoảng 10–20 phút"."""

MUST_GROW_MIN = 5
"""A bound already shown grows only by more than this."""

MS_PER_MIN = 60 * MS_PER_S


class Why(StrEnum):
    """Why a shown bound grew."""

    COUNTER_CLOSED = "counter_closed"
    PRIORITY_AHEAD = "priority_ahead"
    SLOWER_SERVICE = "slower_service"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a promise rested on, to tell later what changed.

    Attributes:
        counters: Open counters that serve the field.
        priority_ahead: People of a priority group who wait in the field.
    """

    counters: int
    priority_ahead: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a ticket's owner sees.

    Attributes:
        low_min: Lower end, a multiple of five.
        high_min: Upper end, a multiple of five.
        until_min: The bound before rounding, in minutes from ``since``.
        why: Why the bound grew since the last time; None when it did not.
    """

    low_min: int
    high_min: int
    until_min: float
    since: Moment
    resting_on: Circumstances
    why: Why | None = None


def first_shown(p50_min: int, p90_min: int, resting_on: Circumstances, now: Moment) -> Shown:
    """Show a promise for the first time, its range rounded outwards to fives."""
    return _shown(p50_min, p90_min, resting_on, now, None)


def next_shown(before: Shown, p50_min: int, p90_min: int, resting_on: Circumstances, now: Moment) -> Shown:
    """Show a newer promise to somebody who remembers the one before.

    The end stays where it was told to be, unless it comes sooner now or must be later by
    more than five minutes; then the reason is told too. Across a doubtful clock the
    newer promise stands alone.
    """
    passed_ms = elapsed_ms(before.since, now)
    if passed_ms is None:
        return first_shown(p50_min, p90_min, resting_on, now)
    told_min = max(0.0, before.until_min - passed_ms / MS_PER_MIN)
    if p90_min > told_min + MUST_GROW_MIN:
        return _shown(p50_min, p90_min, resting_on, now, _why(before.resting_on, resting_on))
    until_min = min(told_min, float(p90_min))
    return _shown(min(p50_min, until_min), until_min, resting_on, now, None)


def _shown(p50_min: float, p90_min: float, resting_on: Circumstances, now: Moment, why: Why | None) -> Shown:
    low = STEP_MIN * math.floor(p50_min / STEP_MIN)
    high = STEP_MIN * max(1, math.ceil(p90_min / STEP_MIN))
    return Shown(low, high, p90_min, now, resting_on, why)


def _why(before: Circumstances, after: Circumstances) -> Why:
    if after.counters < before.counters:
        return Why.COUNTER_CLOSED
    if after.priority_ahead > before.priority_ahead:
        return Why.PRIORITY_AHEAD
    return Why.SLOWER_SERVICE
