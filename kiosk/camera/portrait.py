"""A made-up camera that one portrait steps up to, stays at and leaves, over and over."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from kiosk.camera.frame import Frame
from kiosk.camera.pace import NS_PER_S, Metronome, Pace, RealPace
from kiosk.camera.scene import Portrait, Scene
from kiosk.camera.source import FPS, SIZE
from kiosk.camera.stage import STEP_S
from kiosk.errors import CameraGone

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.camera.source import Nature
    from kiosk.lib.units import MonotonicNs

AWAY_S = 0.5
"""Seconds of an empty hall before each visit."""

STAY_S = 4.0
"""Seconds a person stays: as long as a look may take."""


class PortraitSource:
    """Replay one picture as a visitor.

    Args:
        path: A picture file with the face in its middle, as in LFW.
        size: (width, height) in pixels.
        fps: Frames per second.
        step_s: Seconds to step up, and to leave.
        stay_s: Seconds in the ring.
        pace: The clock to keep to.
    """

    def __init__(
        self,
        path: Path,
        *,
        size: tuple[int, int] = SIZE,
        fps: float = FPS,
        step_s: float = STEP_S,
        stay_s: float = STAY_S,
        pace: Pace | None = None,
    ) -> None:
        self._path = path
        self._scene = Scene(size)
        self._fps = fps
        self._step_s = step_s
        self._stay_s = stay_s
        self._pace = pace or RealPace()
        self._portrait: Portrait | None = None
        self._metronome = Metronome(fps, self._pace)
        self._opened_at: MonotonicNs = self._pace.now()
        self._number = itertools.count()

    @property
    def nature(self) -> Nature:
        """Tell that a portrait is flat."""
        return "flat"

    def open(self) -> None:
        """Start with an empty hall.

        Raises:
            BadInput: The picture is missing or damaged.
        """
        self._portrait = Portrait.load(self._path)
        self._metronome = Metronome(self._fps, self._pace)
        self._opened_at = self._pace.now()

    def read(self, timeout_s: float) -> Frame:
        """Wait for the next frame.

        Raises:
            CameraGone: The source is not open, or the frame is due later than ``timeout_s``.
        """
        if self._portrait is None:
            raise CameraGone(f"{self.describe()} is not open")
        taken_at = self._metronome.wait_for_tick(timeout_s)
        seconds = (taken_at - self._opened_at) / NS_PER_S
        pixels = self._scene.with_person(self._portrait, self._nearness(seconds), seconds)
        return Frame(pixels, taken_at, next(self._number))

    def expose(self, _times: float | None, /) -> bool:
        """Tell that what was drawn or recorded has its light."""
        return False

    def close(self) -> None:
        """Forget the picture."""
        self._portrait = None

    def describe(self) -> str:
        """Name the picture."""
        return f"portrait {self._path}"

    def _nearness(self, seconds: float) -> float:
        in_visit_s = seconds % (AWAY_S + 2 * self._step_s + self._stay_s) - AWAY_S
        leaving_s = in_visit_s - self._step_s - self._stay_s
        if leaving_s > 0:
            return max(0.0, 1.0 - leaving_s / self._step_s)
        return min(1.0, max(0.0, in_visit_s / self._step_s))
