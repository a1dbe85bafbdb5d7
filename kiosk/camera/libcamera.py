"""A ribbon-cable camera on plain Debian, where there is no picamera2: libcamera through GStreamer's own program."""

from __future__ import annotations

import itertools
import os
import select
import subprocess
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.source import FPS, SIZE
from kiosk.errors import CameraGone
from kiosk.lib.units import MonotonicNs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.camera.source import Nature

CHANNELS = 3
END_WITHIN_S = 2.0
"""How long the program may take to let go of the camera before it is killed."""


def libcamera_program(size: tuple[int, int], fps: float) -> Sequence[str]:
    """Give the program and arguments that write pictures, R, G, B, one after the other, to standard output.

    A program of its own, because OpenCV from a wheel knows no GStreamer; the queue forgets all but the newest picture.

    Args:
        size: (width, height) in pixels; what the camera cannot give is scaled.
        fps: Frames per second, rounded.
    """
    width, height = size
    return (
        "gst-launch-1.0 --quiet libcamerasrc ! "
        f"video/x-raw,width={width},height={height},framerate={round(fps)}/1 ! "
        "queue leaky=downstream max-size-buffers=1 max-size-bytes=0 max-size-time=0 ! "
        f"videoconvert ! videoscale ! video/x-raw,format=RGB,width={width},height={height} ! fdsink fd=1 sync=false"
    ).split()


class LibcameraSource:
    """Read what a program writes to its standard output, picture by picture; nothing touches a disk.

    Args:
        size: (width, height) of these pictures, in pixels.
        fps: Frames per second.
        program: Gives program and arguments for size and rate.
    """

    def __init__(
        self,
        *,
        size: tuple[int, int] = SIZE,
        fps: float = FPS,
        program: Callable[[tuple[int, int], float], Sequence[str]] = libcamera_program,
    ) -> None:
        self._size = size
        self._fps = fps
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._read_at = 0.0
        self._number = itertools.count()

    @property
    def nature(self) -> Nature:
        """Tell that this is a real camera."""
        return "camera"

    def open(self) -> None:
        """Start the program.

        Raises:
            CameraGone: It is not installed.
        """
        self.close()
        # In memory; a pipe that nobody empties would stop the program.
        self._said = os.fdopen(os.memfd_create("said"), "w+b")
        try:
            self._process = subprocess.Popen(  # noqa: S603 - fixed words and numbers
                self._program(self._size, self._fps),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._said,
                bufsize=0,
            )
        except OSError as error:
            self.close()
            raise CameraGone(
                f"{self.describe()} needs gst-launch-1.0 ({error.strerror}): install gstreamer1.0-tools, "
                "gstreamer1.0-plugins-base and gstreamer1.0-libcamera"
            ) from error
        self._read_at = time.monotonic()

    def read(self, timeout_s: float) -> Frame:
        """Wait for the next frame; one that has waited in the pipe since long is passed over.

        Raises:
            CameraGone: The camera is closed, its program ended, or nothing came within ``timeout_s``.
        """
        if self._process is None:
            raise CameraGone(f"{self.describe()} is not open")
        end = time.monotonic() + timeout_s
        if time.monotonic() - self._read_at > 2 / self._fps:
            self._take(end, timeout_s)
        pixels = self._take(end, timeout_s)
        taken_at = MonotonicNs(time.monotonic_ns())
        self._read_at = time.monotonic()
        width, height = self._size
        return Frame(
            np.frombuffer(pixels, np.uint8).reshape(height, width, CHANNELS), taken_at, next(self._number)
        )

    def expose(self, times: float | None, /) -> bool:  # noqa: ARG002 - the seam's
        """Tell that this camera is left to its own choice."""
        return False

    def close(self) -> None:
        """End the program; it lets go of the camera."""
        if self._process is not None:
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process.terminate()
            try:
                self._process.wait(END_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._said is not None:
            self._said.close()
            self._said = None

    def describe(self) -> str:
        """Name the camera."""
        return "libcamera camera"

    def _take(self, end: float, timeout_s: float) -> bytearray:
        """Read one picture, whole."""
        assert self._process is not None
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        picture = bytearray(self._size[0] * self._size[1] * CHANNELS)
        view, have = memoryview(picture), 0
        while have < len(picture):
            ready, _, _ = select.select([pipe], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                self.close()
                raise CameraGone(f"no picture within {timeout_s:g} s from {self.describe()}")
            came = os.readv(pipe, [view[have:]])
            if came == 0:
                said = self._last_words()
                self.close()
                raise CameraGone(
                    f"{self.describe()} gives no pictures ({said}): check the ribbon cable, then `cam --list`"
                )
            have += came
        return picture

    def _last_words(self) -> str:
        assert self._said is not None
        with suppress(subprocess.TimeoutExpired):
            assert self._process is not None
            self._process.wait(END_WITHIN_S)
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").split("\n")
        errors = [line for line in lines if line.startswith(("ERROR", "WARNING"))] or [
            line for line in lines if line
        ]
        return errors[0].strip() if errors else "its program ended"
