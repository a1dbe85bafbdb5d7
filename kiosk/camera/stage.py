"""A made-up camera before which portraits step up when told to."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kiosk.camera.frame import Frame
from kiosk.camera.pace import NS_PER_S, Metronome, Pace, RealPace
from kiosk.camera.scene import Focus, Portrait, Scene
from kiosk.camera.source import FPS, SIZE
from kiosk.errors import CameraGone
from kiosk.lib.units import MonotonicNs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kiosk.camera.source import Nature

STEP_S = 0.6
"""How long stepping up takes: quicker than people are, so that a demo does not drag."""


@dataclass(frozen=True, slots=True)
class _Presence:
    """Who stands there, since when, and since when they are leaving (None: they stay)."""

    portrait: Portrait
    entered_at: MonotonicNs
    left_at: MonotonicNs | None = None


@dataclass(frozen=True, slots=True)
class _Film:
    """Pictures no larger than the stage, and since when they run; None while the first one stands."""

    pictures: tuple[npt.NDArray[np.uint8], ...]
    fps: float
    began_at: MonotonicNs | None = None


class Stage:
    """Show an empty hall, a portrait or a film that was called in; any thread may call people in and out.

    Args:
        size: (width, height) in pixels.
        fps: Frames per second.
        pace: The clock to keep to.
    """

    def __init__(
        self,
        *,
        size: tuple[int, int] = SIZE,
        fps: float = FPS,
        pace: Pace | None = None,
    ) -> None:
        self._scene = Scene(size)
        self._fps = fps
        self._step_ns = STEP_S * NS_PER_S
        self._pace = pace or RealPace()
        self._lock = threading.Lock()
        self._presence: _Presence | None = None
        self._film: _Film | None = None
        self._metronome: Metronome | None = None
        self._number = itertools.count()

    @property
    def nature(self) -> Nature:
        """Tell that a portrait is flat."""
        return "flat"

    def enter(self, path: Path, focus: Focus | None = None) -> None:
        """Let the person of a portrait step up, in place of whoever is there.

        Args:
            path: A picture file.
            focus: Where the face is in it; None takes the middle, as in LFW.

        Raises:
            BadInput: The picture is missing or damaged.
        """
        presence = _Presence(Portrait.load(path, focus), self._pace.now())
        with self._lock:
            self._presence = presence

    def show(self, pictures: Sequence[npt.NDArray[np.uint8]], fps: float) -> None:
        """Show the first picture of a film, in place of whoever is there.

        Args:
            pictures: uint8, shape (height, width, 3), RGB, no larger than the stage; drawn in its middle.
            fps: At which it will run.
        """
        film = _Film(tuple(pictures), fps)
        with self._lock:
            self._film = film

    def run_film(self) -> None:
        """Let the film run to its last picture, which stays; harmless without one."""
        with self._lock:
            if self._film is not None:
                self._film = replace(self._film, began_at=self._pace.now())

    def leave(self) -> None:
        """Let whoever is there go; harmless when nobody is."""
        with self._lock:
            self._film = None
            here = self._presence
            if here is not None and here.left_at is None:
                self._presence = _Presence(here.portrait, here.entered_at, self._pace.now())

    def open(self) -> None:
        """Start delivering."""
        self._metronome = Metronome(self._fps, self._pace)

    def read(self, timeout_s: float) -> Frame:
        """Wait for the next frame.

        Raises:
            CameraGone: The stage is not open, or the frame is due later than ``timeout_s``.
        """
        if self._metronome is None:
            raise CameraGone("the stage is not open")
        taken_at = self._metronome.wait_for_tick(timeout_s)
        with self._lock:
            presence, film = self._presence, self._film
        pixels = (
            self._draw(presence, taken_at)
            if film is None
            else self._scene.with_picture(_picture_of(film, taken_at))
        )
        return Frame(pixels, taken_at, next(self._number))

    def expose(self, _times: float | None, /) -> bool:
        """Tell that what was drawn or recorded has its light."""
        return False

    def close(self) -> None:
        """Stop delivering; whoever is there stays."""
        self._metronome = None

    def describe(self) -> str:
        """Name the source."""
        return "a stage with portraits"

    def _draw(self, presence: _Presence | None, now: MonotonicNs) -> npt.NDArray[np.uint8]:
        if presence is None:
            return self._scene.empty()
        standing_s = (now - presence.entered_at) / NS_PER_S
        if presence.left_at is None:
            nearness = min(1.0, (now - presence.entered_at) / self._step_ns)
        else:
            nearness = 1.0 - (now - presence.left_at) / self._step_ns
        return self._scene.with_person(presence.portrait, nearness, standing_s)


def _picture_of(film: _Film, now: MonotonicNs) -> npt.NDArray[np.uint8]:
    number = 0 if film.began_at is None else int((now - film.began_at) / NS_PER_S * film.fps)
    return film.pictures[min(number, len(film.pictures) - 1)]
