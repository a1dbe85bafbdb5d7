"""Light is asked for while the face's is wrong, a step at a time."""

from __future__ import annotations

import pytest

from kiosk.face.geometry import Box
from kiosk.face.landmarks import Pose
from kiosk.face.metering import MOST_AT_ONCE, MOST_STEPS, Metering
from kiosk.face.pipeline import Glance
from kiosk.face.quality import Hint, Quality
from kiosk.lib.units import MonotonicNs

NS_PER_S = 1_000_000_000


def glance(seconds: float, brightness: float, hint: Hint = Hint.BACKLIT) -> Glance:
    quality = Quality(100, 0.3, brightness, 240, -1.0, Pose(0, 0, 0))
    return Glance(0, MonotonicNs(int(seconds * NS_PER_S)), hint, Box(500, 200, 200, 260), quality)


def test_a_backlit_face_gets_more_light_and_a_bright_one_less() -> None:
    assert Metering().take(glance(0, 80)) == pytest.approx(1.5**2.2)
    assert Metering().take(glance(0, 220, Hint.TOO_BRIGHT)) == pytest.approx((120 / 220) ** 2.2)


def test_no_step_is_larger_than_two_stops() -> None:
    assert Metering().take(glance(0, 5)) == MOST_AT_ONCE


def test_a_face_in_good_light_leaves_the_exposure_to_the_driver() -> None:
    metering = Metering()
    assert metering.take(glance(0, 60, Hint.OK)) is None
    assert metering.take(Glance(0, MonotonicNs(0), Hint.NOBODY)) is None
    assert not metering.has_acted


def test_a_step_is_waited_for_before_the_next_one() -> None:
    metering = Metering()
    assert metering.take(glance(0, 60)) is not None
    assert metering.has_acted
    assert metering.take(glance(0.3, 60)) is None
    assert metering.take(glance(0.4, 60)) is not None


def test_a_face_that_stays_dark_is_left_alone_after_some_steps() -> None:
    metering = Metering()
    steps = [metering.take(glance(second, 60)) for second in range(MOST_STEPS + 2)]
    assert [step is not None for step in steps] == [True] * MOST_STEPS + [False, False]
