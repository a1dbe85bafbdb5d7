"""How long to wait before the next try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_DOUBLINGS = 30
"""Beyond this every sensible ceiling is reached; it keeps the power of two small."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential waits up to a ceiling, each drawn evenly from zero to its bound ("full jitter").

    The draw keeps an area's desks from coming back in the same second after a cut.

    Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015): of the ways compared,
    full jitter ends with the fewest calls.
    """

    base_s: float = 1.0
    ceiling_s: float = 300.0

    def delay_s(self, failures: int, random: Callable[[], float]) -> float:
        """Draw the wait after so many failures in a row.

        Args:
            failures: 1 after the first.
            random: Gives a number in [0, 1).
        """
        doublings = min(failures - 1, MOST_DOUBLINGS)
        bound_s: float = min(self.ceiling_s, self.base_s * 2**doublings)
        return random() * bound_s
