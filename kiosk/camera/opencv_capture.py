"""Reading what OpenCV opened."""

from __future__ import annotations

import time
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.errors import CameraGone
from kiosk.lib.units import MonotonicNs


class Capture(Protocol):
    """The part of ``cv2.VideoCapture`` that is used here."""

    def isOpened(self) -> bool: ...  # noqa: N802, D102 - OpenCV's name
    def set(self, propId: int, value: float, /) -> bool: ...  # noqa: N803, D102 - OpenCV's name
    def get(self, propId: int, /) -> float: ...  # noqa: N803, D102 - OpenCV's name
    def read(self) -> tuple[bool, np.ndarray]: ...  # noqa: D102 - OpenCV's name
    def release(self) -> None: ...  # noqa: D102 - OpenCV's name


def read_capture(
    capture: Capture, timeout_s: float, name: str
) -> tuple[npt.NDArray[np.uint8], MonotonicNs] | None:
    """Wait for the next picture.

    Returns:
        Pixels, uint8, shape (height, width, 3), RGB, and the moment they came; None where nothing will come any more.

    Raises:
        CameraGone: It took longer than ``timeout_s``.
    """
    asked_at = time.monotonic()
    delivered, bgr = capture.read()
    taken_at = MonotonicNs(time.monotonic_ns())
    if not delivered:
        return None
    if time.monotonic() - asked_at > timeout_s:
        raise CameraGone(f"no picture within {timeout_s:g} s from {name}")
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8), taken_at
