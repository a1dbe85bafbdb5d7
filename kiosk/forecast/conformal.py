"""The correction that makes nine of ten waits end within the promised bound."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WANTED_COVERAGE = 0.9
"""Share of waits that shall end by p90."""

FEWEST_SCORES = 50
"""Below so many scores the 90th percentile is too unsure to shift anything by."""


def conformal_shift_min(overruns_min: Sequence[float]) -> float:
    """Give by how many minutes p90 must move to cover `WANTED_COVERAGE` of the waits.

    Args:
        overruns_min: Wait less p90 before any shift, in minutes, of the last 30 days' promises.

    Returns:
        Minutes to add to p90, negative where it was too careful; 0 with too few scores.

    Source: split conformal prediction, the ``ceil((n + 1) * coverage)``-th smallest score
    (Vovk et al. 2005; Lei et al. 2018).
    """
    count = len(overruns_min)
    rank = math.ceil((count + 1) * WANTED_COVERAGE)
    if count < FEWEST_SCORES or rank > count:
        return 0.0
    return sorted(overruns_min)[rank - 1]
