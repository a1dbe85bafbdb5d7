"""One measure over many legs: the middle, the tail, and what was left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kiosk.lib.units import DurationMs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike

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


@dataclass(frozen=True, slots=True)
class Values:
    """Many legs' values of one measure, each an int array of milliseconds in any order.

    Attributes:
        kept: Those that enter the averages.
        lasting: Waits without a call.
        flagged: What was recorded of the left-out rows, as far as anything was.
        left_out: Why how many rows are left out, those without a record among them.
    """

    kept: NDArray[np.integer]
    lasting: NDArray[np.integer]
    flagged: NDArray[np.integer]
    left_out: Mapping[str, int]


def summarise(samples: Iterable[Sample]) -> Summary:
    """Sum up one measure."""
    samples = list(samples)
    out = [sample for sample in samples if sample.left_out or sample.value is None]
    known = [sample for sample in samples if not sample.left_out and sample.value is not None]
    return sum_up(
        Values(
            _array(sample.value for sample in known if not sample.still),
            _array(sample.value for sample in known if sample.still),
            _array(sample.value for sample in out if sample.value is not None),
            Counter(sample.left_out or "no_clock" for sample in out),
        )
    )


def sum_up(values: Values) -> Summary:
    """Sum up one measure of many legs at once."""
    kept, lasting = np.sort(values.kept), values.lasting
    count, out = len(kept), sum(values.left_out.values())
    longest = max((int(part.max()) for part in (kept, lasting) if len(part)), default=None)
    return Summary(
        count=count,
        mean=int(kept.sum()) / count if count else None,
        median=_median(kept) if count else None,
        p90=nearest_rank(kept, 0.9) if count else None,
        longest=longest,
        over_15=share_over(kept, lasting, SHORT_LIMIT_MS),
        over_30=share_over(kept, lasting, LONG_LIMIT_MS),
        still=len(lasting),
        left_out=dict(values.left_out),
        mean_bounds=_mean_bounds(kept, values.flagged, out, longest or 0) if count else None,
        over_15_bounds=_share_bounds(kept, lasting, out, SHORT_LIMIT_MS),
        over_30_bounds=_share_bounds(kept, lasting, out, LONG_LIMIT_MS),
        buckets=_buckets(kept),
    )


def nearest_rank(ordered: NDArray[np.integer], share: float) -> int:
    """Give the smallest of some ordered values that ``share`` of them do not exceed."""
    return int(ordered[max(0, math.ceil(share * len(ordered)) - 1)])


def share_over(kept: ArrayLike, lasting: ArrayLike, limit: int) -> float | None:
    """Give the share over a limit; a wait that lasts counts once it is over, and is undecided before."""
    over, decided = count_over(kept, lasting, limit)
    return over / decided if decided else None


def count_over(kept: ArrayLike, lasting: ArrayLike, limit: int) -> tuple[int, int]:
    """Count those over a limit, and those of whom it is decided whether they are; see `share_over`."""
    kept, lasting = np.asarray(kept), np.asarray(lasting)
    stuck = int(np.count_nonzero(lasting > limit))
    return int(np.count_nonzero(kept > limit)) + stuck, len(kept) + stuck


def _array(values: Iterable[int | None]) -> NDArray[np.integer]:
    return np.array(list(values), dtype=np.int64)


def _median(ordered: NDArray[np.integer]) -> float:
    low, high = int(ordered[(len(ordered) - 1) // 2]), int(ordered[len(ordered) // 2])
    return (low + high) / 2


def _mean_bounds(kept: NDArray[np.integer], flagged: NDArray[np.integer], out: int, ceiling: int) -> Bounds:
    total, everyone = int(kept.sum()), len(kept) + out
    worst = int(np.maximum(flagged, 0).sum()) + ceiling * (out - len(flagged))
    return Bounds(total / everyone, (total + worst) / everyone)


def _share_bounds(
    kept: NDArray[np.integer], lasting: NDArray[np.integer], out: int, limit: int
) -> Bounds | None:
    over, decided = count_over(kept, lasting, limit)
    if not decided:
        return None
    return Bounds(over / (decided + out), (over + out) / (decided + out))


def _buckets(ordered: NDArray[np.integer]) -> tuple[int, ...]:
    below = np.searchsorted(ordered, np.array(BUCKET_EDGES_MIN) * MINUTE_MS, side="left")
    return tuple(int(count) for count in np.diff(np.append(below, len(ordered))))
