"""Cameras that behave: they deliver, are unplugged and come back."""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.errors import CameraGone
from kiosk.lib.units import MonotonicNs

if TYPE_CHECKING:
    from kiosk.camera.source import Nature


class FakeCapture:
    """What OpenCV gives for a device; remembers what was asked of it."""

    def __init__(self, rgb: np.ndarray, *, opens: bool = True) -> None:
        self._bgr = rgb[:, :, ::-1].copy()
        self._opens = opens
        self.plugged = True
        self.released = False
        self.asked: dict[int, float] = {}

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return self._opens

    def set(self, prop: int, value: float, /) -> bool:
        self.asked[prop] = value
        return True

    def read(self) -> tuple[bool, np.ndarray]:
        return (True, self._bgr.copy()) if self.plugged else (False, np.empty(0, np.uint8))

    def release(self) -> None:
        self.released = True


class PluggableCamera:
    """A camera on a cable that a test may pull."""

    def __init__(self) -> None:
        self._plugged = threading.Event()
        self._plugged.set()
        self._number = itertools.count()
        self.opened = 0
        self.is_open = False

    @property
    def nature(self) -> Nature:
        return "camera"

    def unplug(self) -> None:
        self._plugged.clear()

    def plug(self) -> None:
        self._plugged.set()

    def open(self) -> None:
        if not self._plugged.is_set():
            raise CameraGone("no camera: check its cable")
        self.opened += 1
        self.is_open = True

    def read(self, timeout_s: float) -> Frame:
        if not (self.is_open and self._plugged.is_set()):
            raise CameraGone(f"no picture within {timeout_s:g} s")
        number = next(self._number)
        return Frame(np.full((4, 4, 3), number % 256, np.uint8), MonotonicNs(number), number)

    def close(self) -> None:
        self.is_open = False

    def describe(self) -> str:
        return "a camera on a cable"
