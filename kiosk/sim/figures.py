"""What a simulated season came to: waits, fairness, and how good the promises were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kiosk.errors import BadInput
from kiosk.forecast.ledger import TOO_LITTLE_MIN, Entry, score
from kiosk.forecast.promise import shifted_bound_min
from kiosk.forecast.service_times import MS_PER_MIN, Minutes
from kiosk.sim.season import shift_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.sim.season import Day, Offer

MAE_OVER_LAST10, MAE_OVER_OPEN_COUNTERS = 0.65, 1.05
"""Our error may be this much of the usual rules' errors. Source: the gate of the promised wait."""

COVERAGE = (0.85, 0.95)
COVERAGE_ONE_COUNTER = (0.80, 0.95)
"""Between these shares of waits end by p90. Source: the same gate."""


OVER_MIN = (15, 30)
"""The waits that the law and the province look at, in minutes. Source: shared design, section 5."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One season in numbers; times in minutes, shares from 0 to 1.

    Waits are from ticket to first call, over everybody who was called, lunch included. Promises are
    scored for those who had to wait while an open counter served their field.

    Attributes:
        mae, bias, under_5, coverage_p90, pinball_p90: As in `kiosk.forecast.ledger.Scores`.
        mae_last10, under_5_last10: The same of "mean of the last ten waits".
        mae_open_counters, under_5_open_counters: The same of "people ahead over open counters".
        max_overtaken: The most people with later places who went before one ticket, at counters of its field.
        direct: Share that was told a free counter at once.
        uncalled: Promised tickets whose turn did not come that day; they are not scored.
    """

    visits: int
    promised: int
    uncalled: int
    mae: float
    mae_last10: float
    mae_open_counters: float
    bias: float
    under_5: float
    under_5_last10: float
    under_5_open_counters: float
    coverage_p90: float
    pinball_p90: float
    mean_wait: float
    median_wait: float
    p90_wait: float
    max_wait: float
    share_over_15: float
    share_over_30: float
    max_overtaken: int
    direct: float


def figures_of(days: Sequence[Day]) -> Figures:
    """Count and score a season, p90 shifted each day by what the days before it taught.

    Raises:
        BadInput: In so few days nobody had to wait.
    """
    scored: list[tuple[Offer, Entry]] = []
    for number, day in enumerate(days):
        shift_min = shift_before(days, number)
        scored += [
            (offer, _entry(offer, offer.wait_min, shift_min))
            for offer in day.offers
            if offer.wait_min is not None
        ]
    scores = score([entry for _, entry in scored])
    if scores is None:
        raise BadInput("nobody had to wait; simulate more days")
    promised = sum(len(day.offers) for day in days)
    came = np.array([entry.wait_min for _, entry in scored])
    last10 = np.array([offer.last10_min for offer, _ in scored])
    rule = np.array([offer.rule_min for offer, _ in scored])
    waits = _waits_min(days)
    visits = sum(len(day.played.owner) for day in days)
    return Figures(
        visits=visits,
        promised=promised,
        uncalled=promised - scores.count,
        mae=scores.mae,
        mae_last10=float(np.abs(last10 - came).mean()),
        mae_open_counters=float(np.abs(rule - came).mean()),
        bias=scores.bias,
        under_5=scores.under_5,
        under_5_last10=float((came > last10 + TOO_LITTLE_MIN).mean()),
        under_5_open_counters=float((came > rule + TOO_LITTLE_MIN).mean()),
        coverage_p90=scores.coverage_p90,
        pinball_p90=scores.pinball_p90,
        mean_wait=float(waits.mean()),
        median_wait=float(np.median(waits)),
        p90_wait=float(np.quantile(waits, 0.9)),
        max_wait=float(waits.max()),
        share_over_15=float((waits > OVER_MIN[0]).mean()),
        share_over_30=float((waits > OVER_MIN[1]).mean()),
        max_overtaken=max((max(day.played.overtaken.values(), default=0) for day in days), default=0),
        direct=sum(len(day.played.direct) for day in days) / visits,
    )


def misses(figures: Figures, counters: int) -> list[str]:
    """Name the bars that a season's promises do not reach; none is what is wanted."""
    low, high = COVERAGE_ONE_COUNTER if counters == 1 else COVERAGE
    bars = (
        ("mae over mae_last10", figures.mae / figures.mae_last10, 0.0, MAE_OVER_LAST10),
        ("mae over mae_open_counters", figures.mae / figures.mae_open_counters, 0.0, MAE_OVER_OPEN_COUNTERS),
        ("coverage_p90", figures.coverage_p90, low, high),
    )
    return [
        f"{name} is {value:.3f}, not within {least:g}–{most:g}"
        for name, value, least, most in bars
        if not least <= value <= most
    ]


def _entry(offer: Offer, wait_min: float, shift_min: int) -> Entry:
    p90_min = shifted_bound_min(offer.p50_min, offer.p90_min, shift_min)
    return Entry(offer.ticket, offer.field, offer.p50_min, p90_min, wait_min, offer.last10_min)


def _waits_min(days: Sequence[Day]) -> Minutes:
    legs = (leg for day in days for leg in day.played.legs)
    return np.array([leg.wait_ms / MS_PER_MIN for leg in legs if leg.wait_ms is not None])
