"""A stand-in for picamera2 that behaves like it where there is no Raspberry Pi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.errors import CameraGone

if TYPE_CHECKING:
    import numpy as np

    from kiosk.camera.source import FrameSource


class FakePicamera2:
    """Deliver another source's frames in picamera2's manner: configured first, then B, G, R in memory.

    Args:
        feed: Where the pictures come from; it is opened by ``start`` and closed by ``close``.
    """

    def __init__(self, feed: FrameSource) -> None:
        self._feed = feed
        self._format: str | None = None
        self._running = False

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

    def capture_array(self, name: str, *, wait: bool) -> FakeJob:
        """Ask for the next picture.

        Raises:
            RuntimeError: The camera does not run, or has no such stream.
        """
        if not self._running or name != "main" or wait:
            raise RuntimeError(
                "Camera has not been started, or is asked for what this stand-in does not have"
            )
        return FakeJob(self._feed)

    def close(self) -> None:
        """Stop; harmless when stopped."""
        self._running = False
        self._feed.close()


class FakeJob:
    """A picture to come."""

    def __init__(self, feed: FrameSource) -> None:
        self._feed = feed

    def get_result(self, timeout: float | None = None) -> np.ndarray:
        """Wait for the picture.

        Raises:
            TimeoutError: It did not come within ``timeout`` seconds.
        """
        try:
            return self._feed.read(1.0 if timeout is None else timeout).pixels[:, :, ::-1]
        except CameraGone as error:
            raise TimeoutError(str(error)) from error
