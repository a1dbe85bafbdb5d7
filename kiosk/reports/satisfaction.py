"""What people said of the service, added up; nobody's figure is made of a handful of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    if len(ratings) < fewest:
        return None
    levels = [rating.level for rating in ratings]
    marked = [rating.factors for rating in ratings if len(rating.factors) == FACTORS]
    return Satisfaction(
        very_satisfied=levels.count(VERY_SATISFIED),
        satisfied=levels.count(SATISFIED),
        unsatisfied=levels.count(UNSATISFIED),
        factors=tuple(sum(marks) / len(marked) for marks in zip(*marked, strict=True)),
    )
