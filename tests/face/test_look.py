"""A look is a fold of glances: what ends it, and with what."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.face.best import GOOD_FRAMES
from kiosk.face.challenge import Side
from kiosk.face.geometry import Box, Face, Rgb
from kiosk.face.landmarks import Pose
from kiosk.face.look import Look, Looking, NotSeen, Reason, Seen
from kiosk.face.pipeline import Glance
from kiosk.face.quality import Hint, Quality
from kiosk.lib.units import DurationMs, MonotonicNs

NS = 1_000_000_000
HERE = Box(500, 200, 200, 260)
ELSEWHERE = Box(900, 200, 200, 260)


class UnitEmbedder:
    """An embedder that is never asked; a look needs its name and hash."""

    name = "unit"
    sha256 = "0" * 64
    dimensions = 2

    def embed(self, rgb: Rgb, face: Face, *, mirrored: bool = False) -> np.ndarray:
        raise AssertionError(f"asked for {rgb.shape} {face} {mirrored}")


BEST = Quality(
    eye_distance_px=100, sharpness=0.3, brightness=120, surround=130, covering=-1.0, pose=Pose(0, 0, 0)
)
MIDDLING = replace(BEST, pose=Pose(20, 0, 0))


def good(
    seconds: float, vector: tuple[float, float] = (1, 0), box: Box = HERE, quality: Quality = BEST
) -> Glance:
    at = MonotonicNs(int(seconds * NS))
    return Glance(0, at, Hint.OK, box, quality, vector=np.array(vector, np.float32))


def bad(seconds: float, hint: Hint = Hint.CLOSER, box: Box | None = HERE) -> Glance:
    return Glance(0, MonotonicNs(int(seconds * NS)), hint, box)


def start() -> Look:
    return Look(UnitEmbedder(), MonotonicNs(0), "off", lambda: Side.LEFT)


def test_three_good_frames_make_a_template_fused_from_all_of_them() -> None:
    look = start()
    assert look.take(bad(0.5)) == Looking(Hint.CLOSER, 0.0)
    assert look.take(good(1.0, (1, 0))) == Looking(Hint.OK, 1 / 3)
    look.take(bad(1.1, Hint.HOLD_STILL))
    look.take(good(1.2, (0.6, 0.8)))
    seen = look.take(good(1.3, (0.6, 0.8)))
    assert isinstance(seen, Seen)
    assert (seen.first_good_ms, seen.decided_ms) == (1000, 1300)
    assert seen.template.values == pytest.approx(np.array([2.2, 1.6]) / np.sqrt(2.2**2 + 1.6**2))
    assert seen.template.embedder_sha256 == "0" * 64
    assert not seen.template.values.flags.writeable


def test_a_look_ends_four_seconds_after_the_first_good_frame() -> None:
    look = start()
    look.take(bad(10.0))
    look.take(good(11.0))
    assert isinstance(look.take(bad(14.9)), Looking)
    ended = look.take(bad(15.0, Hint.TOO_DARK))
    assert ended == NotSeen(Reason.TOO_FEW_GOOD_FRAMES, Hint.TOO_DARK, DurationMs(11000), DurationMs(15000))


def test_the_best_frames_make_the_template_and_not_the_first() -> None:
    look = start()
    for _ in range(GOOD_FRAMES):
        assert isinstance(look.take(good(1.0, (1, 0), quality=MIDDLING)), Looking)
    outcomes = [look.take(good(1.1, (0.8, 0.6))) for _ in range(GOOD_FRAMES)]
    assert all(isinstance(outcome, Looking) for outcome in outcomes[:-1])
    seen = outcomes[-1]
    assert isinstance(seen, Seen)
    assert seen.template.values == pytest.approx(np.array([0.8, 0.6]))


def test_only_frames_better_than_those_kept_are_embedded() -> None:
    look = start()
    for _ in range(GOOD_FRAMES):
        assert look.wants(Hint.OK, MIDDLING)
        look.take(good(1.0, quality=MIDDLING))
    assert not look.wants(Hint.OK, MIDDLING)
    assert not look.wants(Hint.COVERED, BEST)
    assert look.wants(Hint.OK, BEST)


def test_middling_frames_are_taken_when_no_better_ones_come() -> None:
    look = start()
    for _ in range(GOOD_FRAMES):
        look.take(good(1.0, quality=MIDDLING))
    assert isinstance(look.take(bad(1.6)), Looking)
    seen = look.take(bad(1.7))
    assert isinstance(seen, Seen)
    assert seen.decided_ms == 1700


def test_whoever_needs_more_time_is_given_it_by_the_configuration() -> None:
    look = Look(UnitEmbedder(), MonotonicNs(0), "off", lambda: Side.LEFT, DurationMs(8000))
    look.take(good(1.0))
    assert isinstance(look.take(bad(8.9)), Looking)
    assert isinstance(look.take(bad(9.0)), NotSeen)


def test_nobody_in_the_ring_is_waited_for() -> None:
    look = start()
    assert look.take(bad(60.0, Hint.NOBODY, None)) == Looking(Hint.NOBODY, 0.0)


@pytest.mark.parametrize("between", [good(1.1, (0, 1), ELSEWHERE), bad(1.1, Hint.NOBODY, None)])
def test_two_people_are_never_fused_into_one_template(between: Glance) -> None:
    look = start()
    for _ in range(GOOD_FRAMES - 1):
        look.take(good(1.0, (1, 0)))
    look.take(between)
    outcomes = [look.take(good(1.2, (0, 1), ELSEWHERE)) for _ in range(GOOD_FRAMES)]
    seen = next(outcome for outcome in outcomes if isinstance(outcome, Seen))
    assert seen.template.values.tolist() == [0, 1]


def test_a_template_shows_no_numbers_of_the_face_when_printed() -> None:
    look = start()
    for _ in range(GOOD_FRAMES - 1):
        look.take(good(1.0))
    seen = look.take(good(1.0))
    assert isinstance(seen, Seen)
    assert "array" not in repr(seen)
