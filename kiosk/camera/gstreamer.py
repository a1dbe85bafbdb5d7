"""A camera through GStreamer: a Jetson's ribbon-cable camera, or any pipeline that ends in B, G, R."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import cv2

from kiosk.camera.frame import Frame
from kiosk.camera.opencv_capture import Capture, read_capture
from kiosk.camera.opencv_log import write_errors_only
from kiosk.errors import CameraGone

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.camera.source import Nature

SINK = "appsink drop=true max-buffers=1 sync=false"
"""Always the newest picture: the face stage is slower than the sensor."""


MOST_EV = 2.0
"""Range of nvarguscamerasrc's ``exposurecompensation``, to either side."""


def jetson_pipeline(sensor: int, size: tuple[int, int], fps: float, ev: float = 0.0) -> str:
    """Describe a Jetson's camera as GStreamer wants it; the image processor converts, not the CPU.

    Args:
        sensor: Number of the camera.
        size: (width, height) in pixels.
        fps: Frames per second, rounded.
        ev: How much lighter than by its own choice the camera shall expose, in steps of twice the light.
    """
    width, height = size
    return (
        f"nvarguscamerasrc sensor-id={sensor} exposurecompensation={ev:.1f} ! "
        f"video/x-raw(memory:NVMM),width={width},height={height},framerate={round(fps)}/1 ! "
        f"nvvidconv ! video/x-raw,format=BGRx ! videoconvert ! video/x-raw,format=BGR ! {SINK}"
    )


class GStreamerSource:
    """Read a GStreamer pipeline.

    Args:
        pipeline: Gives the pipeline, which ends in an appsink that gives B, G, R, for a compensation in EV.
        open_capture: Opens it; OpenCV's GStreamer backend unless a test brings its own. OpenCV from a wheel has no such
            backend, JetPack's own has.
    """

    def __init__(
        self, pipeline: Callable[[float], str], *, open_capture: Callable[[str], Capture] | None = None
    ) -> None:
        self._pipeline = pipeline
        self._ev = 0.0
        self._open_capture = open_capture or _open_gstreamer
        self._capture: Capture | None = None
        self._number = itertools.count()

    @property
    def nature(self) -> Nature:
        """Tell that this is a real camera."""
        return "camera"

    def open(self) -> None:
        """Start the pipeline.

        Raises:
            CameraGone: It does not start, or this OpenCV knows no GStreamer.
        """
        self.close()
        self._start()

    def _start(self) -> None:
        capture = self._open_capture(self._pipeline(self._ev))
        if not capture.isOpened():
            capture.release()
            raise CameraGone(
                f"{self.describe()} does not start: check the ribbon cable, `gst-inspect-1.0 nvarguscamerasrc`, "
                "and that OpenCV was built with GStreamer"
            )
        self._capture = capture

    def read(self, timeout_s: float) -> Frame:
        """Wait for the next frame.

        Raises:
            CameraGone: The pipeline is closed or ended, or was silent for longer than ``timeout_s``.
        """
        if self._capture is None:
            raise CameraGone(f"{self.describe()} is not open")
        seen = read_capture(self._capture, timeout_s, self.describe())
        if seen is None:
            self.close()
            raise CameraGone(f"{self.describe()} stopped delivering: check its cable")
        return Frame(*seen, next(self._number))

    def expose(self, times: float | None, /) -> bool:
        """Start the pipeline anew with more or less light: OpenCV cannot tell an element anything while it runs.

        The camera goes on choosing around the new middle; it is not held.

        Raises:
            CameraGone: It does not start again.
        """
        if self._capture is None:
            return False
        wanted = 0.0 if times is None else min(max(self._ev + math.log2(times), -MOST_EV), MOST_EV)
        if wanted != self._ev:
            self.close()
            self._ev = wanted
            self._start()
        return True

    def close(self) -> None:
        """Stop the pipeline."""
        self._ev = 0.0
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def describe(self) -> str:
        """Name the pipeline by its first element."""
        return f"GStreamer camera {self._pipeline(self._ev).split(' ', 1)[0]}"


def _open_gstreamer(pipeline: str) -> Capture:
    write_errors_only()
    return cv2.VideoCapture(pipeline, cv2.CAP_GSTREAMER)
