"""What a desk's own past teaches its forecast: service times of 60 days, the shift of 30 days' promises."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.forecast.conformal import conformal_shift_min
from kiosk.forecast.promise import ROLLOUT, RollingPromiser, shift_of
from kiosk.forecast.service_times import learn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.figures import LegRow
    from kiosk.forecast.promise import Hours

LEARN_DAYS = 60
"""Days whose service times the forecast knows. Source: the shared rule of the promised wait."""

SHIFT_DAYS = 30
"""Days whose promises correct p90. Source: the same."""


@dataclass(frozen=True, slots=True)
class KeptPromise:
    """A promise of the last 30 days, and the wait that came.

    Attributes:
        method, version, p90_min: As `kiosk.domain.moves.PromiseShown` has them.
        wait_min: From the promise to the first call.
    """

    method: str
    version: str
    p90_min: int
    wait_min: float


def promiser_of(
    legs: Iterable[LegRow],
    kept: Iterable[KeptPromise],
    hours: Hours,
) -> RollingPromiser:
    """Build the desk's promiser; do it anew at every day's opening.

    Args:
        legs: Those of the last 60 days, open or ended.
        kept: The promises of the last 30 days whose tickets were called.
        hours: When the office does not call, seen from any moment of today.
    """
    return RollingPromiser(learn(legs), hours, shift_min=shift_from(kept))


def shift_from(kept: Iterable[KeptPromise]) -> int:
    """Give the conformal shift of p90 in whole minutes, each old promise freed of its own shift first."""
    return whole_shift(
        each.wait_min - (each.p90_min - shift_of(each.version)) for each in kept if each.method == ROLLOUT
    )


def whole_shift(overruns_min: Iterable[float]) -> int:
    """Round the conformal shift up: promises are kept in whole minutes."""
    return math.ceil(conformal_shift_min(list(overruns_min)))
