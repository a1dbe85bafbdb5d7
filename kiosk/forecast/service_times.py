"""How long one person keeps a counter busy, field by field, as this office's own past tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kiosk.domain.events import LegOutcome
from kiosk.domain.ids import FieldCode
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.figures import LegRow

Minutes = npt.NDArray[np.float64]
"""Lengths of time in minutes."""

MS_PER_MIN = 60 * MS_PER_S
SHRINK_WEIGHT = 30
"""How many own legs weigh as much as the prior. Source: shared rule ``n / (n + 30)`` of the promised wait."""

WINSOR_QUANTILE = 0.99
"""Longer times count as long as this quantile. Source: the rule of the promised wait."""

POINTS = 1024
"""Points that stand for one field's distribution; their spacing is below a tenth of a percent."""

MISSED_CALL_MIN = 1.5
"""How long a counter waits for somebody who does not come. Source: assumption, as in `kiosk.sim`."""

FIRST_GONE_SHARE = 0.05
"""Share of called people who never come, before this office has its own figure. Source: published 5–10%."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of a field before its own legs speak.

    Attributes:
        mean_min: Mean time at the counter, in minutes.
        cv: Standard deviation over mean of the log-normal shape.
    """

    mean_min: float
    cv: float = 0.6


CONFIGURED: Mapping[FieldCode, Prior] = {
    FieldCode("nhan_ket_qua"): Prior(3, 0.67),
    FieldCode("huong_dan"): Prior(5, 0.8),
    FieldCode("chung_thuc"): Prior(8, 0.63),
    FieldCode("cu_tru_can_cuoc"): Prior(10, 0.6),
    FieldCode("ho_tich"): Prior(15, 0.53),
    FieldCode("bao_tro_nguoi_co_cong"): Prior(15, 0.53),
    FieldCode("ho_kinh_doanh"): Prior(18, 0.5),
    FieldCode("dat_dai_xay_dung"): Prior(22, 0.55),
}
"""Means and spreads for an office without a past. Source: log-normal model of published service times."""

UNNAMED = Prior(10)
"""For a field that the table above does not know: the mean over all of them."""


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """The distribution of one field's time at the counter, walk included.

    Attributes:
        own: How many of the office's own legs it rests on.
        points_min: float64 (POINTS,), sorted; equally likely lengths in minutes.
    """

    own: int
    points_min: Minutes

    @property
    def mean_min(self) -> float:
        """The mean in minutes, shrunk towards the prior by n/(n+30)."""
        return float(self.points_min.mean())

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Minutes:
        """Draw lengths in minutes."""
        return self.points_min[rng.integers(0, POINTS, shape)]

    def residual(self, rng: np.random.Generator, elapsed_min: float, count: int) -> Minutes:
        """Draw what is left, in minutes, of a service that has lasted ``elapsed_min`` already.

        Beyond every known length, half the field's mean is expected: nothing better is known.
        """
        longer = int(np.searchsorted(self.points_min, elapsed_min, side="right"))
        if longer >= POINTS - 4:
            return rng.exponential(self.mean_min / 2, count)
        return self.points_min[rng.integers(longer, POINTS, count)] - elapsed_min

    def expected_rest_min(self, elapsed_min: float) -> float:
        """Give the mean of :meth:`residual`."""
        longer = int(np.searchsorted(self.points_min, elapsed_min, side="right"))
        if longer >= POINTS - 4:
            return self.mean_min / 2
        return float(self.points_min[longer:].mean() - elapsed_min)


@dataclass(frozen=True, slots=True)
class Library:
    """Everything the forecast knows of the past.

    Attributes:
        fields: The fields with legs of their own.
        gone_share: Share of called people who never come.
        served: Legs that entered; fewer than 30 make a promise provisional.
        priors: What stands in for fields without legs.
    """

    fields: Mapping[FieldCode, ServiceTimes] = field(default_factory=dict)
    gone_share: float = FIRST_GONE_SHARE
    served: int = 0
    priors: Mapping[FieldCode, Prior] = field(default_factory=lambda: CONFIGURED)

    def of(self, code: FieldCode) -> ServiceTimes:
        """Give a field's times, from the prior alone where it has no legs."""
        return self.fields.get(code) or _from_prior(self.priors.get(code, UNNAMED))


def learn(legs: Iterable[LegRow], priors: Mapping[FieldCode, Prior] = CONFIGURED) -> Library:
    """Build the library from the legs of the last 60 days; the caller chooses the days.

    Only legs whose walk and serve carry no flag enter. Called people who never came
    count for :attr:`Library.gone_share`, shrunk towards its first value.
    """
    held: dict[FieldCode, list[float]] = {}
    called = gone = 0
    for leg in legs:
        called += leg.calls > 0
        gone += _never_came(leg)
        if leg.outcome == LegOutcome.SERVED and _is_measured(leg):
            held.setdefault(leg.field, []).append(_held_min(leg))
    for code in priors:
        held.setdefault(code, [])
    return Library(
        fields={code: _mixed(np.array(own), priors.get(code, UNNAMED)) for code, own in held.items()},
        gone_share=shrink(called, gone / called if called else 0.0, FIRST_GONE_SHARE),
        served=sum(map(len, held.values())),
        priors=priors,
    )


def shrink(count: int, own: float, prior: float) -> float:
    """Weigh an own figure of ``count`` observations against a prior by n/(n+30)."""
    weight = count / (count + SHRINK_WEIGHT)
    return weight * own + (1 - weight) * prior


def _never_came(leg: LegRow) -> bool:
    """Tell whether someone was called and neither came nor was found by the day's end."""
    return leg.calls > 0 and leg.walk_ms is None and leg.outcome in {LegOutcome.NO_SHOW, LegOutcome.DAY_END}


def _is_measured(leg: LegRow) -> bool:
    spoilt = {flag.partition(":")[0] for flag in leg.flags.split()}
    return leg.walk_ms is not None and leg.serve_ms is not None and spoilt.isdisjoint({"walk", "serve"})


def _held_min(leg: LegRow) -> float:
    return ((leg.walk_ms or 0) + (leg.serve_ms or 0)) / MS_PER_MIN


@lru_cache
def _from_prior(prior: Prior) -> ServiceTimes:
    return _mixed(np.empty(0), prior)


def _mixed(own_min: Minutes, prior: Prior) -> ServiceTimes:
    """Mix own times and the prior's shape so that each has its weight, and the mean is the shrunk one."""
    count = len(own_min)
    of_own = round(POINTS * count / (count + SHRINK_WEIGHT))
    parts = [_lognormal(prior, POINTS - of_own)]
    if of_own:
        capped = np.minimum(own_min, np.quantile(own_min, WINSOR_QUANTILE))
        parts.append(np.quantile(capped, _middles(of_own)))
    return ServiceTimes(count, np.sort(np.concatenate(parts)))


def _lognormal(prior: Prior, count: int) -> Minutes:
    variance = np.log(1 + prior.cv**2)
    normal = NormalDist(float(np.log(prior.mean_min) - variance / 2), float(np.sqrt(variance)))
    return np.exp([normal.inv_cdf(q) for q in _middles(count)])


def _middles(count: int) -> Minutes:
    return (np.arange(count) + 0.5) / max(count, 1)
