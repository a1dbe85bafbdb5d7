"""A recorded camera: a video, a GIF or a folder of pictures, played at its own speed."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.opencv_log import write_errors_only
from kiosk.camera.pace import Metronome, Pace, RealPace
from kiosk.camera.picture import pictures_in, read_picture
from kiosk.errors import BadInput, CameraGone

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from kiosk.camera.source import Nature

    Pictures: TypeAlias = Generator[npt.NDArray[np.uint8], None, None]

FOLDER_FPS = 5.0
"""Pictures per second of a folder, which has no speed of its own: slow enough to watch."""

UNKNOWN_VIDEO_FPS = 25.0
"""For a video that does not tell its rate: the PAL rate, a middle course."""


class ReplaySource:
    """Play ``path`` as if a camera saw it.

    Args:
        path: A video or GIF that OpenCV reads, or a folder of pictures.
        nature: What the recording shows; None takes a video for a living person, pictures for flat ones.
        loop: Begin again at the end; otherwise the end is as if the camera were unplugged.
        pace: The clock to keep to; SimulatedPace delivers as fast as it is read.
    """

    def __init__(
        self, path: Path, *, nature: Nature | None = None, loop: bool = True, pace: Pace | None = None
    ) -> None:
        self._path = path
        self._nature: Nature = nature or ("flat" if path.is_dir() else "live")
        self._loop = loop
        self._pace = pace or RealPace()
        self._pictures: Pictures | None = None
        self._metronome = Metronome(FOLDER_FPS, self._pace)
        self._number = itertools.count()

    @property
    def nature(self) -> Nature:
        """Tell what the recording shows."""
        return self._nature

    def open(self) -> None:
        """Start from the first picture.

        Raises:
            BadInput: The path is missing, or holds nothing that OpenCV reads.
        """
        self.close()
        if not self._path.exists():
            raise BadInput(f"replay {self._path} does not exist")
        if self._path.is_dir():
            fps, self._pictures = FOLDER_FPS, _folder_pictures(pictures_in(self._path), loop=self._loop)
        else:
            fps, self._pictures = _video_fps(self._path), _video_pictures(self._path, loop=self._loop)
        self._metronome = Metronome(fps, self._pace)

    def read(self, timeout_s: float) -> Frame:
        """Wait for the next picture.

        Raises:
            CameraGone: It is not due within ``timeout_s``, the replay is over, or it is not open.
            BadInput: A picture of the folder is damaged.
        """
        if self._pictures is None:
            raise CameraGone(f"{self.describe()} is not open")
        taken_at = self._metronome.wait_for_tick(timeout_s)
        pixels = next(self._pictures, None)
        if pixels is None:
            raise CameraGone(f"{self.describe()} is over")
        return Frame(pixels, taken_at, next(self._number))

    def expose(self, _times: float | None, /) -> bool:
        """Tell that what was drawn or recorded has its light."""
        return False

    def close(self) -> None:
        """Let go of the file."""
        if self._pictures is not None:
            self._pictures.close()
            self._pictures = None

    def describe(self) -> str:
        """Name the file."""
        return f"replay of {self._path}"


def _folder_pictures(paths: list[Path], *, loop: bool) -> Pictures:
    while True:
        for path in paths:
            yield read_picture(path)
        if not loop:
            return


def _video_fps(path: Path) -> float:
    with _opened(path) as capture:
        fps = capture.get(cv2.CAP_PROP_FPS)
    return fps if fps > 0 else UNKNOWN_VIDEO_FPS


def _video_pictures(path: Path, *, loop: bool) -> Pictures:
    while True:
        with _opened(path) as capture:
            delivered, bgr = capture.read()
            while delivered:
                yield np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
                delivered, bgr = capture.read()
        if not loop:
            return


@contextmanager
def _opened(path: Path) -> Iterator[cv2.VideoCapture]:
    write_errors_only()
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        if not capture.isOpened() or capture.get(cv2.CAP_PROP_FRAME_WIDTH) <= 0:
            raise BadInput(f"{path} is not a video that OpenCV reads, or it is damaged")
        yield capture
    finally:
        capture.release()
