"""A Raspberry Pi camera through picamera2."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.source import FPS, SIZE
from kiosk.errors import CameraGone
from kiosk.lib.units import MonotonicNs

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.camera.source import Nature

FORMAT = "RGB888"
"""libcamera's name for what lies in memory as B, G, R; the adapter turns it once."""


US_PER_S = 1_000_000

METADATA_TIMEOUT_S = 0.5
"""For the exposure of the next frame: it comes with the frame."""

MOST_GAIN = 8.0
"""Analogue gain from which a Pi's sensor shows more noise than face."""

AUTOMATIC = {"AeEnable": True, "ExposureTime": 0, "AnalogueGain": 0.0}
"""Zero hands time and gain back to libcamera (The Picamera2 Library, appendix C)."""

Result_co = TypeVar("Result_co", covariant=True)


class Job(Protocol[Result_co]):
    """What picamera2 will deliver."""

    def get_result(self, timeout: float | None = None) -> Result_co:
        """Wait for it; raises TimeoutError."""
        ...


class Driver(Protocol):
    """The part of ``picamera2.Picamera2`` that is used here."""

    def create_video_configuration(  # noqa: D102 - picamera2's name
        self, *, main: dict[str, Any], controls: dict[str, Any]
    ) -> dict[str, Any]: ...

    def configure(self, camera_config: dict[str, Any], /) -> None: ...  # noqa: D102 - picamera2's name
    def start(self) -> None: ...  # noqa: D102 - picamera2's name
    def capture_array(self, name: str, *, wait: bool) -> Job[np.ndarray]: ...  # noqa: D102 - picamera2's name
    def capture_metadata(self, *, wait: bool) -> Job[dict[str, Any]]: ...  # noqa: D102 - picamera2's name
    def set_controls(self, controls: dict[str, Any], /) -> None: ...  # noqa: D102 - picamera2's name
    def close(self) -> None: ...  # noqa: D102 - picamera2's name


class Picamera2Source:
    """Read the Pi's ribbon-cable camera.

    Args:
        size: (width, height) in pixels.
        fps: Frames per second.
        driver: Opens the camera; picamera2 itself unless the caller brings another.
    """

    def __init__(
        self,
        *,
        size: tuple[int, int] = SIZE,
        fps: float = FPS,
        driver: Callable[[], Driver] | None = None,
    ) -> None:
        self._size = size
        self._fps = fps
        self._make_driver = driver or _open_picamera2
        self._driver: Driver | None = None
        self._number = itertools.count()

    @property
    def nature(self) -> Nature:
        """Tell that this is a real camera."""
        return "camera"

    def open(self) -> None:
        """Configure and start the camera.

        Raises:
            CameraGone: picamera2 is not installed, or finds no camera, or another program has it.
        """
        self.close()
        try:
            driver = self._make_driver()
        except ImportError as error:
            raise CameraGone(
                f"picamera2 is not here ({error}): on Raspberry Pi OS install python3-picamera2; "
                'on plain Debian set [screen] camera = "libcamera"'
            ) from error
        except (IndexError, RuntimeError) as error:
            # picamera2 raises IndexError where libcamera lists no camera, RuntimeError where it is busy.
            raise CameraGone(
                f"no Raspberry Pi camera ({error}): check the ribbon cable, then `rpicam-hello --list-cameras`"
            ) from error
        self._driver = driver
        driver.configure(
            driver.create_video_configuration(
                main={"size": self._size, "format": FORMAT}, controls={"FrameRate": self._fps}
            )
        )
        driver.start()

    def read(self, timeout_s: float) -> Frame:
        """Wait for the next frame.

        Raises:
            CameraGone: The camera is closed, or delivered nothing within ``timeout_s``.
        """
        if self._driver is None:
            raise CameraGone(f"{self.describe()} is not open")
        try:
            bgr = self._driver.capture_array("main", wait=False).get_result(timeout=timeout_s)
        except (TimeoutError, RuntimeError) as error:
            self.close()
            raise CameraGone(f"no picture within {timeout_s:g} s from {self.describe()}") from error
        taken_at = MonotonicNs(time.monotonic_ns())
        return Frame(np.ascontiguousarray(bgr[:, :, ::-1], np.uint8), taken_at, next(self._number))

    def expose(self, times: float | None, /) -> bool:
        """Hold time and gain at so many times the light of now, the time at most a frame; or leave them to libcamera."""
        if self._driver is None:
            return False
        if times is None:
            self._driver.set_controls(AUTOMATIC)
            return True
        try:
            now = self._driver.capture_metadata(wait=False).get_result(timeout=METADATA_TIMEOUT_S)
        except TimeoutError:
            return False
        light_us = now["ExposureTime"] * now["AnalogueGain"] * times
        time_us = min(light_us / now["AnalogueGain"], US_PER_S / self._fps)
        gain = min(max(light_us / time_us, 1.0), MOST_GAIN)
        self._driver.set_controls({"AeEnable": False, "ExposureTime": int(time_us), "AnalogueGain": gain})
        return True

    def close(self) -> None:
        """Stop and release the camera; libcamera begins anew with each start."""
        if self._driver is not None:
            self._driver.close()
            self._driver = None

    def describe(self) -> str:
        """Name the camera."""
        return "Raspberry Pi camera"


def _open_picamera2() -> Driver:
    from picamera2 import Picamera2

    driver: Driver = Picamera2()
    return driver
