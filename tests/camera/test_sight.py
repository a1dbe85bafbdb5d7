"""What a camera sees is measured without keeping any of it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.picture import read_picture
from kiosk.camera.sight import FRAMES, Sight, measure_sight
from kiosk.camera.source import Nature
from kiosk.lib.units import MonotonicNs
from tests.faces import astronaut

FRAME_NS = 40_000_000
"""Of 25 frames a second."""


class Still:
    """A camera that shows one picture, 25 times a second by its own clock."""

    @property
    def nature(self) -> Nature:
        return "camera"

    def __init__(self, rgb: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
        self._rgb = rgb
        self.given = 0

    def open(self) -> None:
        """Nothing to open."""

    def read(self, _timeout_s: float) -> Frame:
        self.given += 1
        return Frame(self._rgb, MonotonicNs(self.given * FRAME_NS), self.given)

    def expose(self, _times: float | None, /) -> bool:
        return False

    def close(self) -> None:
        """Nothing to close."""

    def describe(self) -> str:
        return "a still"


def sight_of(rgb: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Sight:
    still = Still(rgb)
    sight = measure_sight(still, 1.0)
    assert still.given == FRAMES
    return sight


def test_rate_and_light_are_those_of_the_frames() -> None:
    sight = sight_of(np.full((480, 640, 3), 30, np.uint8))
    assert sight.rate == pytest.approx(25)
    assert sight.brightness == pytest.approx(30)


def test_a_bare_wall_tells_nothing_of_the_focus() -> None:
    assert sight_of(np.full((480, 640, 3), 128, np.uint8)).sharpness is None


def test_a_lens_out_of_focus_is_less_sharp_whatever_the_size_of_the_frames() -> None:
    rgb = read_picture(astronaut())
    sizes = [
        np.asarray(cv2.resize(rgb, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)
        for side in (1024, 1536)
    ]
    small, large = (sight_of(size).sharpness for size in sizes)
    smeared = sight_of(np.asarray(cv2.GaussianBlur(sizes[0], (0, 0), 5.0), np.uint8)).sharpness
    assert small is not None
    assert smeared is not None
    assert smeared < small / 4
    assert large == pytest.approx(small, rel=0.3)
