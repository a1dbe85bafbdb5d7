"""The best frames of one face, as many as a template is fused from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kiosk.face.embed import fuse

GOOD_FRAMES = 3
"""Frames that one template is fused from."""

GOOD_ENOUGH = 0.6
"""Score (`kiosk.face.quality.Quality.score`) from which a better frame is not waited for: two in three of LFW's pictures,
enlarged to 640 px, reach it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    score: float
    vector: npt.NDArray[np.float32]


class BestFrames:
    """Keep the GOOD_FRAMES frames with the highest scores."""

    def __init__(self) -> None:
        self._kept: list[_Kept] = []

    def wants(self, score: float) -> bool:
        """Tell whether a frame of this score would be kept; equal ones are not worth an embedding."""
        return not self.are_there or score > self._kept[-1].score

    def add(self, score: float, vector: npt.NDArray[np.float32]) -> None:
        """Keep a frame in place of the worst, if it is better.

        Args:
            score: Of its quality.
            vector: Of its face and mirror image; float32, shape (dimensions,), unit length.
        """
        self._kept.append(_Kept(score, vector))
        self._kept.sort(key=lambda kept: kept.score, reverse=True)
        del self._kept[GOOD_FRAMES:]

    @property
    def share(self) -> float:
        """Share of the frames that are there, in [0, 1]."""
        return len(self._kept) / GOOD_FRAMES

    @property
    def are_there(self) -> bool:
        """Whether there are enough for a template."""
        return len(self._kept) == GOOD_FRAMES

    @property
    def are_good_enough(self) -> bool:
        """Whether even the worst of enough frames needs no better one."""
        return self.are_there and self._kept[-1].score >= GOOD_ENOUGH

    @property
    def best(self) -> npt.NDArray[np.float32] | None:
        """Vector of the best frame; None before the first."""
        return self._kept[0].vector if self._kept else None

    def fused(self) -> npt.NDArray[np.float32]:
        """Give the sum of the vectors, brought to unit length; there must be one at least."""
        return fuse([kept.vector for kept in self._kept])
