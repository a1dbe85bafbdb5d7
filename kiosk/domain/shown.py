"""What a citizen sees of a promise: a range in fives, whose end moves only when it must."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
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
    """What a ticket's owner was told.

    Attributes:
        from_min: The lower end before rounding, in minutes from ``since``.
        until_min: The bound before rounding, likewise.
        why: Why the bound grew since the last time; None when it did not.
    """

    from_min: float
    until_min: float
    since: Moment
    resting_on: Circumstances
    why: Why | None = None

    def range_at(self, now: Moment) -> tuple[int, int]:
        """Give the range that is left, both ends multiples of five; across a doubtful clock as it was told."""
        passed_min = (elapsed_ms(self.since, now) or 0) / MS_PER_MIN
        low = STEP_MIN * math.floor(max(0.0, self.from_min - passed_min) / STEP_MIN)
        return low, STEP_MIN * max(1, math.ceil(max(0.0, self.until_min - passed_min) / STEP_MIN))


def next_shown(before: Shown | None, newer: Shown) -> Shown | None:
    """Tell a newer promise to somebody who may remember the one before; None where nothing is to be told.

    The end stays where it was told to be, unless it comes sooner now or must be later by more than
    five minutes; then the reason is told too. The lower end alone is news only by as much. Across a
    doubtful clock the newer promise stands alone.
    """
    passed_ms = elapsed_ms(before.since, newer.since) if before is not None else None
    if before is None or passed_ms is None:
        return newer
    passed_min = passed_ms / MS_PER_MIN
    told_from_min, told_min = before.from_min - passed_min, max(0.0, before.until_min - passed_min)
    if newer.until_min > told_min + MUST_GROW_MIN:
        return replace(newer, why=_why(before.resting_on, newer.resting_on))
    until_min = min(newer.until_min, math.ceil(told_min))
    kept = replace(newer, from_min=min(newer.from_min, until_min), until_min=until_min)
    ends_sooner = kept.range_at(newer.since)[1] < before.range_at(newer.since)[1]
    begins_elsewhere = abs(kept.from_min - max(0.0, told_from_min)) > MUST_GROW_MIN
    return kept if ends_sooner or begins_elsewhere else None


def _why(before: Circumstances, after: Circumstances) -> Why:
    if after.counters < before.counters:
        return Why.COUNTER_CLOSED
    if after.priority_ahead > before.priority_ahead:
        return Why.PRIORITY_AHEAD
    return Why.SLOWER_SERVICE
