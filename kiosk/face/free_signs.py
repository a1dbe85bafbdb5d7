"""What tells a living face for nothing, while a person steps up: parallax, a blink, the grain of a screen.

None of these is proof: a replayed film blinks and turns its head as its person did. Parallax excludes paper and a held-up
photograph, a screen's grain speaks against a face; only the challenge answers a replay.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.face.cues import SCREEN_GRAIN
from kiosk.face.parallax import Sight, is_turn, sight_of, smooth

if TYPE_CHECKING:
    from kiosk.face.landmarks import Landmarks

SMOOTHED = 3
MOST_SIGHTS = 120
"""Four seconds at 30 frames per second."""

BLINK = 0.6
"""Openness of the eyes, against their median, below which they are shut."""


class Opinion(StrEnum):
    """What the free layers think."""

    LIVE = "live"
    UNSURE = "unsure"
    FLAT = "flat"


class FreeSigns:
    """Gather the signs of one face over its frames.

    Attributes:
        turned: The head turned as only a head does.
        blinked: Both eyes were shut for a moment and opened again.
        grain: Highest screen cue seen; see `kiosk.face.cues`.
    """

    def __init__(self) -> None:
        self.turned = False
        self.blinked = False
        self.grain = 0.0
        self._sights: list[Sight] = []
        self._openness: list[float] = []

    def take(self, landmarks: Landmarks, grain: float) -> None:
        """Add one frame.

        Args:
            landmarks: Of the face looked at.
            grain: `kiosk.face.cues.screen_grain` of the frame.
        """
        self.grain = max(self.grain, grain)
        self._openness.append(max(landmarks.eye_openness))
        self.blinked = self.blinked or self._blinks()
        self._sights.append(sight_of(landmarks))
        del self._sights[:-MOST_SIGHTS], self._openness[:-MOST_SIGHTS]
        if len(self._sights) >= SMOOTHED and not self.turned:
            self.turned = self._turns()

    @property
    def opinion(self) -> Opinion:
        """Weigh them: a screen's grain outweighs a turn, which a film shows as well; a blink alone decides nothing."""
        if self.grain >= SCREEN_GRAIN:
            return Opinion.FLAT
        return Opinion.LIVE if self.turned else Opinion.UNSURE

    def _turns(self) -> bool:
        now = smooth(self._sights[-SMOOTHED:])
        return any(
            is_turn(smooth(self._sights[start : start + SMOOTHED]), now, self._sights)
            for start in range(len(self._sights) - SMOOTHED)
        )

    def _blinks(self) -> bool:
        if len(self._openness) < 2 * SMOOTHED:
            return False
        ordered = sorted(self._openness)
        shut_below = BLINK * ordered[len(ordered) // 2]
        was_shut = any(value < shut_below for value in self._openness[SMOOTHED:-1])
        return was_shut and self._openness[-1] > shut_below and self._openness[0] > shut_below
