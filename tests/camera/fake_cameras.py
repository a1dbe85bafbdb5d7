"""Cameras that behave: they deliver, are unplugged and come back."""

from __future__ import annotations

import itertools
import re
import threading
from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.v4l2 import MANUAL_EXPOSURE
from kiosk.errors import CameraGone
from kiosk.lib.units import MonotonicNs

if TYPE_CHECKING:
    from kiosk.camera.source import Nature


AUTO_TIME = 150.0
"""What the camera's own exposure control always chooses, in V4L2's 100 µs."""


class FakeCapture:
    """What OpenCV gives for a device; remembers what was asked of it, and exposes as it was told.

    Args:
        rgb: What it sees.
        opens: Whether it is a camera at all.
        has_exposure: Whether its driver lets its exposure be set.
    """

    def __init__(self, rgb: np.ndarray, *, opens: bool = True, has_exposure: bool = True) -> None:
        self._bgr = rgb[:, :, ::-1].copy()
        self._opens = opens
        self._has_exposure = has_exposure
        self.plugged = True
        self.released = False
        self.asked: dict[int, float] = {}

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return self._opens

    def set(self, prop: int, value: float, /) -> bool:
        if prop in {cv2.CAP_PROP_EXPOSURE, cv2.CAP_PROP_AUTO_EXPOSURE} and not self._has_exposure:
            return False
        self.asked[prop] = value
        return True

    def get(self, prop: int, /) -> float:
        if prop == cv2.CAP_PROP_EXPOSURE:
            return self._time if self._has_exposure else -1.0
        return self.asked.get(prop, 0.0)

    def read(self) -> tuple[bool, np.ndarray]:
        if not self.plugged:
            return False, np.empty(0, np.uint8)
        return True, np.clip(self._bgr * (self._time / AUTO_TIME), 0, 255).astype(np.uint8)

    @property
    def _time(self) -> float:
        if self.asked.get(cv2.CAP_PROP_AUTO_EXPOSURE) != MANUAL_EXPOSURE:
            return AUTO_TIME
        return self.asked.get(cv2.CAP_PROP_EXPOSURE, AUTO_TIME)

    def release(self) -> None:
        self.released = True


class FakeArgus(FakeCapture):
    """A Jetson's camera: its exposure is in its pipeline, and cannot be set while it runs."""

    def __init__(self, rgb: np.ndarray, pipeline: str) -> None:
        ev = re.search(r"exposurecompensation=(-?[\d.]+)", pipeline)
        light = 2.0 ** float(ev[1]) if ev else 1.0
        super().__init__(np.clip(rgb * light, 0, 255).astype(np.uint8), has_exposure=False)


class PluggableCamera:
    """A camera on a cable that a test may pull."""

    def __init__(self) -> None:
        self._plugged = threading.Event()
        self._plugged.set()
        self._number = itertools.count()
        self.opened = 0
        self.is_open = False
        self.exposed: list[float | None] = []

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

    def expose(self, times: float | None, /) -> bool:
        self.exposed.append(times)
        return True

    def close(self) -> None:
        self.is_open = False

    def describe(self) -> str:
        return "a camera on a cable"
