"""How fast a camera is, counted while it is open and never across a pause."""

from __future__ import annotations

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.rate import Counted, FrameCounter
from kiosk.lib.units import MonotonicNs

PIXELS = np.zeros((2, 2, 3), dtype=np.uint8)


def play(counter: FrameCounter, *at_ms: int) -> None:
    for number, at in enumerate(at_ms):
        counter.put(Frame(PIXELS, MonotonicNs(at * 1_000_000), number))


def test_frames_after_the_first_are_counted_over_their_time() -> None:
    counter = FrameCounter()
    play(counter, *range(0, 2_000, 40))
    assert counter.take() == Counted(49, 1_960)
    assert counter.take() is None


def test_one_frame_says_nothing() -> None:
    counter = FrameCounter()
    assert counter.take() is None
    play(counter, 5)
    assert counter.take() is None


def test_what_came_before_a_pause_does_not_slow_what_comes_after() -> None:
    counter = FrameCounter()
    play(counter, 0, 40, 80, 60_000, 60_050, 60_100)
    assert counter.take() == Counted(2, 100)
