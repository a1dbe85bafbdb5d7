"""The promise ledger: what was promised, what came, and how good the promises were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kiosk.domain.ids import FieldCode, TicketId

if TYPE_CHECKING:
    from collections.abc import Sequence


TOO_LITTLE_MIN = 5
"""A wait longer than promised by more than this counts as promised too little."""

MEAN_OF_LAST = 10
"""The rule that every promise is measured against: the mean of the last ten waits."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One promise and what came of it, in minutes.

    Attributes:
        p50_min: The point that was promised.
        p90_min: The upper bound that was promised.
        wait_min: Issue to first call, as it came.
        last10_min: What "mean of the last 10" would have said then; None where that rule is not compared.
    """

    ticket: TicketId
    field: FieldCode
    p50_min: float
    p90_min: float
    wait_min: float
    last10_min: float | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """How good promises were.

    Attributes:
        count: Promises scored.
        mae: Mean absolute error of the point, minutes.
        bias: Mean of point less wait, minutes; negative where too little was promised.
        under_5: Share of waits that were over 5 minutes longer than the point.
        coverage_p90: Share of waits that ended by p90.
        pinball_p90: Pinball loss of p90, minutes.
        skill: 1 less our error over the error of "mean of the last 10"; None where not compared.
    """

    count: int
    mae: float
    bias: float
    under_5: float
    coverage_p90: float
    pinball_p90: float
    skill: float | None


def score(entries: Sequence[Entry]) -> Scores | None:
    """Score a ledger; None when it is empty."""
    if not entries:
        return None
    wait = np.array([entry.wait_min for entry in entries])
    p50 = np.array([entry.p50_min for entry in entries])
    p90 = np.array([entry.p90_min for entry in entries])
    over = wait - p90
    return Scores(
        count=len(entries),
        mae=float(np.abs(p50 - wait).mean()),
        bias=float((p50 - wait).mean()),
        under_5=float((wait > p50 + TOO_LITTLE_MIN).mean()),
        coverage_p90=float((wait <= p90).mean()),
        pinball_p90=float(np.maximum(0.9 * over, -0.1 * over).mean()),
        skill=_skill(entries),
    )


def mean_of_last_min(waits_min: Sequence[float]) -> float:
    """Say what the usual rule would: the mean of the last ten waits, 0 before the first."""
    last = waits_min[-MEAN_OF_LAST:]
    return sum(last) / len(last) if last else 0.0


def _skill(entries: Sequence[Entry]) -> float | None:
    compared = [(e, e.last10_min) for e in entries if e.last10_min is not None]
    theirs = sum(abs(last - entry.wait_min) for entry, last in compared)
    if not theirs:
        return None
    return 1 - sum(abs(entry.p50_min - entry.wait_min) for entry, _ in compared) / theirs
