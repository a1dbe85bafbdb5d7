"""A stand-in for picamera2 that behaves like it where there is no Raspberry Pi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from kiosk.errors import CameraGone

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.camera.source import FrameSource


AUTO_TIME_US, AUTO_GAIN = 10_000, 2.0
"""What the stand-in's own exposure control always chooses."""

Result = TypeVar("Result")


class FakePicamera2:
    """Deliver another source's frames in picamera2's manner: configured first, then B, G, R in memory.

    Args:
        feed: Where the pictures come from; it is opened by ``start`` and closed by ``close``.

    Attributes:
        controls: Set last; with AeEnable off, time and gain change how bright the pictures are.
    """

    def __init__(self, feed: FrameSource) -> None:
        self._feed = feed
        self._format: str | None = None
        self._running = False
        self.controls: dict[str, Any] = {}

    def create_video_configuration(self, *, main: dict[str, Any], controls: dict[str, Any]) -> dict[str, Any]:
        """Describe a stream, as picamera2 does."""
        return {"main": dict(main), "controls": dict(controls)}

    def configure(self, camera_config: dict[str, Any], /) -> None:
        """Take the description over; must come before ``start``."""
        self._format = camera_config["main"]["format"]

    def start(self) -> None:
        """Begin to deliver.

        Raises:
            RuntimeError: It was not configured, or for a format this stand-in does not have.
        """
        if self._format != "RGB888":
            raise RuntimeError(f"Camera must be configured with RGB888, not {self._format}")
        self._feed.open()
        self._running = True

    def set_controls(self, controls: dict[str, Any], /) -> None:
        """Change what the sensor does.

        Raises:
            RuntimeError: A control that libcamera does not advertise.
        """
        unknown = controls.keys() - {"AeEnable", "ExposureTime", "AnalogueGain"}
        if unknown:
            raise RuntimeError(f"Control {unknown.pop()} is not advertised by libcamera")
        self.controls = dict(controls)

    def capture_metadata(self, *, wait: bool) -> FakeJob[dict[str, Any]]:
        """Ask for what the next picture will be taken with.

        Raises:
            RuntimeError: The camera does not run, or is asked to wait.
        """
        if not self._running or wait:
            raise RuntimeError("Camera has not been started, or is asked to wait")
        held = self.controls if self._holds else {"ExposureTime": AUTO_TIME_US, "AnalogueGain": AUTO_GAIN}
        return FakeJob(lambda _timeout_s: dict(held))

    @property
    def _holds(self) -> bool:
        return self.controls.get("AeEnable") is False

    def _picture(self, timeout_s: float) -> np.ndarray:
        bgr = self._feed.read(timeout_s).pixels[:, :, ::-1]
        if not self._holds:
            return bgr
        light = self.controls["ExposureTime"] * self.controls["AnalogueGain"] / (AUTO_TIME_US * AUTO_GAIN)
        return np.asarray(np.clip(bgr * light, 0, 255), np.uint8)

    def capture_array(self, name: str, *, wait: bool) -> FakeJob[np.ndarray]:
        """Ask for the next picture.

        Raises:
            RuntimeError: The camera does not run, or has no such stream.
        """
        if not self._running or name != "main" or wait:
            raise RuntimeError(
                "Camera has not been started, or is asked for what this stand-in does not have"
            )
        return FakeJob(self._picture)

    def close(self) -> None:
        """Stop; harmless when stopped."""
        self._running = False
        self._feed.close()


class FakeJob(Generic[Result]):
    """Something to come."""

    def __init__(self, wait: Callable[[float], Result]) -> None:
        self._wait = wait

    def get_result(self, timeout: float | None = None) -> Result:
        """Wait for it.

        Raises:
            TimeoutError: It did not come within ``timeout`` seconds.
        """
        try:
            return self._wait(1.0 if timeout is None else timeout)
        except CameraGone as error:
            raise TimeoutError(str(error)) from error
