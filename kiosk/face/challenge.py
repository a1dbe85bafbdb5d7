"""The greeting that decides: follow a dot with the head, to a side that nobody could know before."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.face.parallax import Sight, is_turn, smooth
from kiosk.lib.units import NS_PER_MS, DurationMs, MonotonicNs

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LIMIT_MS = DurationMs(4_000)
"""Longest time to follow the dot."""

REACTION_MS = DurationMs(200)
"""Nobody follows the dot sooner: simple reaction to a light takes 200 to 250 ms (Woods et al. 2015)."""

GAP_MS = DurationMs(500)
"""Longest time without landmarks; in a longer one somebody else could step in."""

SMOOTHED = 3
"""Sights whose median counts as one."""

WRONG_SHIFT = 0.15
"""Movement of the nose to the other side, in eye distances, that ends the challenge: more than anybody sways."""

SAME_FACE = 0.35
"""Least similarity of the turned face to the straight one. Between strangers 0.35 is reached by one pair in a thousand
(`kiosk bench faces`); turned heads of one person keep 0.5 and more."""


class Side(StrEnum):
    """Where the dot goes, as the citizen sees it."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def in_picture(self) -> int:
        """Give the direction in which the nose then moves in the camera's picture, which is not mirrored."""
        return 1 if self is Side.LEFT else -1


class Verdict(StrEnum):
    """How far the challenge is."""

    GOING_ON = "going_on"
    PASSED = "passed"
    TOO_LATE = "too_late"
    TOO_EARLY = "too_early"
    WRONG_SIDE = "wrong_side"
    FACE_LOST = "face_lost"
    OTHER_FACE = "other_face"


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    at: MonotonicNs
    sight: Sight


class Challenge:
    """Fold what is seen after the dot began to move into a verdict.

    Args:
        side: Where the dot goes; drawn at random by the caller.
        started_at: When it began.
        straight: The face's vector while it looked straight; float32, shape (dimensions,), unit length.
    """

    def __init__(self, side: Side, started_at: MonotonicNs, straight: npt.NDArray[np.float32]) -> None:
        self.side = side
        self._started_at = started_at
        self._last_at = started_at
        self._straight = straight
        self._recent: deque[_Seen] = deque(maxlen=SMOOTHED)
        self._all: list[Sight] = []
        self._turned = False

    @property
    def wants_vector(self) -> bool:
        """Whether the head has turned, and the next frame must show that it is the same face."""
        return self._turned

    def take(
        self, at: MonotonicNs, sight: Sight | None, vector: npt.NDArray[np.float32] | None = None
    ) -> Verdict:
        """Add what the next frame tells.

        Args:
            at: When it was taken.
            sight: None where no face was seen in its place.
            vector: The face's, where ``wants_vector`` asked for it.
        """
        elapsed_ms = (at - self._started_at) // NS_PER_MS
        if (at - self._last_at) // NS_PER_MS > GAP_MS:
            return Verdict.FACE_LOST
        if self._turned and vector is not None:
            same = float(vector @ self._straight) >= SAME_FACE
            return Verdict.PASSED if same else Verdict.OTHER_FACE
        if elapsed_ms >= LIMIT_MS:
            return Verdict.TOO_LATE
        if sight is None:
            return Verdict.GOING_ON
        self._last_at = at
        self._recent.append(_Seen(at, sight))
        if len(self._recent) < SMOOTHED:
            return Verdict.GOING_ON
        return self._judge(smooth([seen.sight for seen in self._recent]), elapsed_ms)

    def _judge(self, now: Sight, elapsed_ms: int) -> Verdict:
        """Compare the head's place now with where it was when the dot began to move."""
        self._all.append(now)
        first = self._all[0]
        shift = (now.nose_x - first.nose_x) * self.side.in_picture
        if shift <= -WRONG_SHIFT:
            return Verdict.WRONG_SIDE
        if not is_turn(first, now, self._all) or shift < 0:
            return Verdict.GOING_ON
        if elapsed_ms < REACTION_MS:
            return Verdict.TOO_EARLY
        self._turned = True
        return Verdict.GOING_ON
