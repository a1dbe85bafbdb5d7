"""What people said of the service, added up; nobody's figure is made of a handful of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kiosk.domain.hall import ServiceRated

FEWEST_OF_OFFICER = 5
"""With fewer an officer would know who said what, and one bad day would be a figure."""

UNSATISFIED, SATISFIED, VERY_SATISFIED = 1, 2, 3
FACTORS = 5
"""Source: `kiosk.domain.hall.ServiceRated`."""


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """How many said what.

    Attributes:
        factors: Mean marks, 1 to 5, for access, procedure, officer, result and complaints; empty where nobody gave any.
    """

    very_satisfied: int
    satisfied: int
    unsatisfied: int
    factors: tuple[float, ...] = ()

    @property
    def count(self) -> int:
        """How many rated."""
        return self.very_satisfied + self.satisfied + self.unsatisfied


def add_up(ratings: Sequence[ServiceRated], *, fewest: int = 1) -> Satisfaction | None:
    """Add up ratings; None where there are fewer than ``fewest``."""
    marked = [rating.factors for rating in ratings if len(rating.factors) == FACTORS]
    levels = np.array([rating.level for rating in ratings], dtype=np.int64)
    return sum_up_ratings(levels, np.array(marked, dtype=np.int64).reshape(-1, FACTORS), fewest=fewest)


def sum_up_ratings(
    levels: NDArray[np.integer], marked: NDArray[np.integer], *, fewest: int = 1
) -> Satisfaction | None:
    """Add up many ratings at once; None where there are none, or fewer than ``fewest``.

    Args:
        levels: One for each rating.
        marked: A row of five marks for each rating that has them.
    """
    if len(levels) < max(fewest, 1):
        return None
    return Satisfaction(
        very_satisfied=int((levels == VERY_SATISFIED).sum()),
        satisfied=int((levels == SATISFIED).sum()),
        unsatisfied=int((levels == UNSATISFIED).sum()),
        factors=tuple(float(total) / len(marked) for total in marked.sum(axis=0)) if len(marked) else (),
    )
