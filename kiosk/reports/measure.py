"""One measure over many legs: the middle, the tail, and what was left out."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from kiosk.lib.units import DurationMs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MINUTE_MS = 60_000

SHORT_LIMIT_MS = DurationMs(15 * MINUTE_MS)
LONG_LIMIT_MS = DurationMs(30 * MINUTE_MS)
"""The two waits that an office is held against.

Source: Quyết định 468/QĐ-TTg of 27-3-2021 (an average of at most 30 minutes from 2022, 15 from 2025).
"""

BUCKET_EDGES_MIN = (0, 5, 10, 15, 30, 60)
"""Lower ends of the classes of waits, in minutes; the last one is open."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One leg's value of one measure.

    Attributes:
        value: What was measured; None when no clock could tell.
        left_out: Why it enters no average; empty when it does.
        still: The value is how long it has lasted without ending as it should: a wait without a call.
    """

    value: DurationMs | None
    left_out: str = ""
    still: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a figure would be had the left-out rows been as good, or as bad, as they can have been."""

    best: float
    worst: float


@dataclass(frozen=True, slots=True)
class Summary:
    """One measure, summed up; times in milliseconds, shares in 0–1, None where there is nothing to sum up.

    Attributes:
        count: Values that enter the averages.
        p90: The smallest value that 90% do not exceed (nearest rank).
        longest: The longest value; waits that nobody ended are among them.
        over_15: Share over 15 minutes; a wait without a call counts as soon as it is over.
        still: Waits without a call, over 15 minutes or not; they enter no average.
        left_out: Why how many rows enter nothing at all.
        mean_bounds: The mean with the left-out rows: at 0, or at what was recorded or else the longest.
        over_15_bounds: The share with the left-out rows: none of them over, or all.
        buckets: Values from each of `BUCKET_EDGES_MIN` minutes on.
    """

    count: int = 0
    mean: float | None = None
    median: float | None = None
    p90: int | None = None
    longest: int | None = None
    over_15: float | None = None
    over_30: float | None = None
    still: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    mean_bounds: Bounds | None = None
    over_15_bounds: Bounds | None = None
    over_30_bounds: Bounds | None = None
    buckets: tuple[int, ...] = (0,) * len(BUCKET_EDGES_MIN)


def summarise(samples: Iterable[Sample]) -> Summary:
    """Sum up one measure."""
    samples = list(samples)
    out = [sample for sample in samples if sample.left_out or sample.value is None]
    known = [sample for sample in samples if not sample.left_out and sample.value is not None]
    kept = sorted(sample.value for sample in known if sample.value is not None and not sample.still)
    lasting = [sample.value for sample in known if sample.value is not None and sample.still]
    longest = max([*kept, *lasting], default=None)
    return Summary(
        count=len(kept),
        mean=statistics.fmean(kept) if kept else None,
        median=statistics.median(kept) if kept else None,
        p90=nearest_rank(kept, 0.9) if kept else None,
        longest=longest,
        over_15=share_over(kept, lasting, SHORT_LIMIT_MS),
        over_30=share_over(kept, lasting, LONG_LIMIT_MS),
        still=len(lasting),
        left_out=dict(Counter(sample.left_out or "no_clock" for sample in out)),
        mean_bounds=_mean_bounds(kept, out, longest),
        over_15_bounds=_share_bounds(kept, lasting, len(out), SHORT_LIMIT_MS),
        over_30_bounds=_share_bounds(kept, lasting, len(out), LONG_LIMIT_MS),
        buckets=_buckets(kept),
    )


def nearest_rank(ordered: Sequence[int], share: float) -> int:
    """Give the smallest of some ordered values that ``share`` of them do not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def share_over(kept: Sequence[int], lasting: Sequence[int], limit: int) -> float | None:
    """Give the share over a limit; a wait that lasts counts once it is over, and is undecided before."""
    over = sum(value > limit for value in kept)
    stuck = sum(value > limit for value in lasting)
    decided = len(kept) + stuck
    return (over + stuck) / decided if decided else None


def _mean_bounds(kept: Sequence[int], out: Sequence[Sample], longest: int | None) -> Bounds | None:
    everyone = len(kept) + len(out)
    if not kept:
        return None
    ceiling = longest or 0
    worst = sum(ceiling if sample.value is None else max(sample.value, 0) for sample in out)
    return Bounds(sum(kept) / everyone, (sum(kept) + worst) / everyone)


def _share_bounds(kept: Sequence[int], lasting: Sequence[int], out: int, limit: int) -> Bounds | None:
    share = share_over(kept, lasting, limit)
    if share is None:
        return None
    decided = len(kept) + sum(value > limit for value in lasting)
    over = share * decided
    return Bounds(over / (decided + out), (over + out) / (decided + out))


def _buckets(kept: Sequence[int]) -> tuple[int, ...]:
    edges = [*(edge * MINUTE_MS for edge in BUCKET_EDGES_MIN), math.inf]
    return tuple(sum(low <= value < high for value in kept) for low, high in pairwise(edges))
