"""The promise ledger: what was promised, what came, and how good the promises were."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True)
class Ledger:
    """Many promises side by side, each an array of minutes; ``last10`` is NaN where that rule is not compared."""

    p50: NDArray[np.floating]
    p90: NDArray[np.floating]
    wait: NDArray[np.floating]
    last10: NDArray[np.floating]


def score(entries: Sequence[Entry]) -> Scores | None:
    """Score a ledger; None when it is empty."""
    rows = [(e.p50_min, e.p90_min, e.wait_min, e.last10_min) for e in entries]
    columns = np.array(rows, dtype=np.float64).reshape(-1, len(fields(Ledger))).T
    return score_all(Ledger(*columns))


def score_all(ledger: Ledger) -> Scores | None:
    """Score many promises at once; None where there are none."""
    if not len(ledger.wait):
        return None
    over = ledger.wait - ledger.p90
    return Scores(
        count=len(ledger.wait),
        mae=float(np.abs(ledger.p50 - ledger.wait).mean()),
        bias=float((ledger.p50 - ledger.wait).mean()),
        under_5=float((ledger.wait > ledger.p50 + TOO_LITTLE_MIN).mean()),
        coverage_p90=float((ledger.wait <= ledger.p90).mean()),
        pinball_p90=float(np.maximum(0.9 * over, -0.1 * over).mean()),
        skill=_skill(ledger),
    )


def mean_of_last_min(waits_min: Sequence[float]) -> float:
    """Say what the usual rule would: the mean of the last ten waits, 0 before the first."""
    last = waits_min[-MEAN_OF_LAST:]
    return sum(last) / len(last) if last else 0.0


def _skill(ledger: Ledger) -> float | None:
    compared = ~np.isnan(ledger.last10)
    wait = ledger.wait[compared]
    theirs = float(np.abs(ledger.last10[compared] - wait).sum())
    return 1 - float(np.abs(ledger.p50[compared] - wait).sum()) / theirs if theirs else None
