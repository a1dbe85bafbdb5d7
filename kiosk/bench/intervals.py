"""95% confidence intervals of rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

Z = 1.96
"""Of a normal distribution's middle 95%."""

RESAMPLES = 1_000
SEED = 1
"""Bootstraps are drawn anew in the same way at each run, so that a figure can be printed twice."""


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Give Wilson's interval of a rate of independent trials; (0, 1) without trials.

    Source: Wilson 1927.
    """
    if trials == 0:
        return 0.0, 1.0
    rate = hits / trials
    spread = Z * np.sqrt(rate * (1 - rate) / trials + Z**2 / (4 * trials**2))
    middle = rate + Z**2 / (2 * trials)
    scale = 1 + Z**2 / trials
    # At 0 and at 1 rounding would leave the interval by a hair.
    return max(0.0, float((middle - spread) / scale)), min(1.0, float((middle + spread) / scale))


def by_person(hits: npt.NDArray[np.float64], trials: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Give the bootstrap interval of a rate whose trials come in people.

    Trials of one person resemble each other, so that people, not trials, are drawn; with no hit at all the bootstrap
    is blind, and Wilson's interval over people stands in.

    Args:
        hits: shape (people,), hits of each person.
        trials: shape (people,), trials of each person.
    """
    there = trials > 0
    hits, trials = hits[there], trials[there]
    if len(hits) == 0 or hits.sum() == 0:
        return wilson(0, len(hits))
    draws = np.random.default_rng(SEED).integers(0, len(hits), (RESAMPLES, len(hits)))
    rates = hits[draws].sum(axis=1) / trials[draws].sum(axis=1)
    low, high = np.quantile(rates, (0.025, 0.975))
    return float(low), float(high)
