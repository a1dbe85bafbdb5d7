"""A USB or V4L2 camera through OpenCV."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import cv2

from kiosk.camera.frame import Frame
from kiosk.camera.opencv_capture import Capture, read_capture
from kiosk.camera.opencv_log import write_errors_only
from kiosk.camera.source import FPS, SIZE
from kiosk.errors import CameraGone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.camera.source import Nature

RAW_BYTES_PER_S = 24_576_000
"""Most that one USB 2.0 high-speed isochronous endpoint carries: 3 × 1024 bytes × 8000 microframes (USB 2.0, 5.6.3)."""

YUYV_BYTES_PER_PIXEL = 2

MANUAL_EXPOSURE, AUTO_EXPOSURE = 1, 3
"""``exposure_auto`` of V4L2: V4L2_EXPOSURE_MANUAL and V4L2_EXPOSURE_APERTURE_PRIORITY, what UVC cameras call automatic."""

SHORTEST_EXPOSURE = 1.0
EXPOSURES_PER_S = 10_000
"""V4L2 counts exposure in units of 100 µs; one longer than a frame would slow the camera down."""

SELECT_TIMEOUT_S = "1"
"""How long OpenCV waits for a driver; its own default of 10 s outlasts the limit of a worker's round."""


class V4l2Source:
    """Read a camera that Linux shows as ``/dev/videoN``.

    Args:
        device: Its path.
        size: (width, height) in pixels to ask for; the driver may give the nearest it has.
        fps: Frames per second to ask for.
        open_capture: Opens the device; OpenCV's V4L2 backend unless a test brings its own.
    """

    def __init__(
        self,
        device: Path,
        *,
        size: tuple[int, int] = SIZE,
        fps: float = FPS,
        open_capture: Callable[[str], Capture] | None = None,
    ) -> None:
        self._device = device
        self._size = size
        self._fps = fps
        self._open_capture = open_capture or _open_v4l2
        self._capture: Capture | None = None
        self._holds_exposure = False
        self._number = itertools.count()

    @property
    def nature(self) -> Nature:
        """Tell that this is a real camera."""
        return "camera"

    def open(self) -> None:
        """Open the device and ask for size, rate and format.

        Raises:
            CameraGone: There is no such device, it is in use, or it is no camera.
        """
        self.close()
        if not self._device.exists():
            raise CameraGone(f"no camera at {self._device}: check its cable, then `ls /dev/video*`")
        capture = self._open_capture(str(self._device))
        if not capture.isOpened():
            capture.release()
            raise CameraGone(
                f"{self._device} does not open as a camera: another program may use it, "
                "or this user is not in group video"
            )
        width, height = self._size
        if width * height * YUYV_BYTES_PER_PIXEL * self._fps > RAW_BYTES_PER_S:
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        capture.set(cv2.CAP_PROP_FPS, self._fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._capture = capture

    def read(self, timeout_s: float) -> Frame:
        """Wait for the next frame; the driver itself gives up after SELECT_TIMEOUT_S.

        Raises:
            CameraGone: The camera is closed, was unplugged, or was silent for longer than ``timeout_s``.
        """
        if self._capture is None:
            raise CameraGone(f"{self.describe()} is not open")
        seen = read_capture(self._capture, timeout_s, self.describe())
        if seen is None:
            self.close()
            raise CameraGone(f"{self.describe()} stopped delivering: check its cable")
        return Frame(*seen, next(self._number))

    def expose(self, times: float | None, /) -> bool:
        """Hold the exposure time at so many times what it is, at most a frame long, or leave it to the camera again."""
        if self._capture is None:
            return False
        if times is None:
            self._holds_exposure = False
            return self._capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, AUTO_EXPOSURE)
        now = self._capture.get(cv2.CAP_PROP_EXPOSURE)
        if now <= 0 or not self._capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, MANUAL_EXPOSURE):
            return False
        self._holds_exposure = True
        wanted = min(max(now * times, SHORTEST_EXPOSURE), EXPOSURES_PER_S / self._fps)
        return self._capture.set(cv2.CAP_PROP_EXPOSURE, round(wanted))

    def close(self) -> None:
        """Release the device; it would keep a held exposure for whoever opens it next."""
        if self._holds_exposure:
            self.expose(None)
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def describe(self) -> str:
        """Name the device."""
        return f"camera {self._device}"


def _open_v4l2(device: str) -> Capture:
    write_errors_only()
    # OpenCV reads this once, at its first wait for a V4L2 device.
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", SELECT_TIMEOUT_S)
    return cv2.VideoCapture(device, cv2.CAP_V4L2)
