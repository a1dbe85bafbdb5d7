"""A head that turns after the dot is told from every flat picture and from a film that cannot know the side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kiosk.bench.liveness import judge_clip
from kiosk.face.challenge import Challenge, Side, Verdict
from kiosk.face.clips import read_clip
from kiosk.face.cues import SCREEN_GRAIN
from kiosk.face.free_signs import Opinion
from kiosk.face.look import Look, Looking, NotSeen, Outcome, Reason, Seen
from kiosk.face.parallax import Sight
from kiosk.lib.units import MonotonicNs
from tests.face.attacks import MOTIONS, Motion, on_a_phone, photo, tilted_left
from tests.faces import ASTRONAUT_FOCUS, HOPPER_FOCUS, SHARED, astronaut, hopper

if TYPE_CHECKING:
    from kiosk.camera.frame import Frame
    from kiosk.face.pipeline import FacePipeline

NS_PER_S = 1_000_000_000
FACE = np.array([1, 0], np.float32)
STRANGER = np.array([0, 1], np.float32)
TURNING_CLIP = SHARED / "video" / "head-pose-face-detection-female-and-male.gif"


def look_at(pipeline: FacePipeline, frames: Iterable[Frame], side: Side) -> Outcome:
    look = Look(pipeline.embedder, MonotonicNs(0), "always", lambda: side)
    outcome: Outcome | None = None
    for frame in frames:
        outcome = look.take(pipeline.look(frame, look.wants))
        if not isinstance(outcome, Looking):
            break
    assert outcome is not None
    return outcome


def follow(
    nose: Iterable[float], side: Side, *, then: np.ndarray = FACE, fps: float = 15, squeeze: float = 0.0
) -> Verdict:
    """Turn a head along a line of nose places, one a frame."""
    challenge = Challenge(side, MonotonicNs(0), FACE)
    verdict = Verdict.GOING_ON
    for number, x in enumerate(nose):
        at = MonotonicNs(int(number / fps * NS_PER_S))
        vector = then if challenge.wants_vector else None
        verdict = challenge.take(at, Sight(x, 1 - squeeze * abs(x), 60 * x), vector)
        if verdict is not Verdict.GOING_ON:
            break
    return verdict


def turning(to: float, start_s: float = 0.5, fps: float = 15) -> list[float]:
    return [to * min(1.0, max(0.0, number / fps - start_s)) for number in range(int(5 * fps))]


def test_a_head_that_follows_the_dot_passes() -> None:
    assert follow(turning(0.4), Side.LEFT) is Verdict.PASSED
    assert follow(turning(-0.4), Side.RIGHT) is Verdict.PASSED


def test_the_wrong_side_is_refused_at_once() -> None:
    assert follow(turning(-0.4), Side.LEFT) is Verdict.WRONG_SIDE


def test_a_turn_sooner_than_anybody_reacts_is_refused() -> None:
    assert follow([0, 0, 0, 0.4, 0.4, 0.4, 0.4], Side.LEFT, fps=30) is Verdict.TOO_EARLY


def test_a_head_that_stays_is_refused_after_four_seconds() -> None:
    assert follow(turning(0.1), Side.LEFT) is Verdict.TOO_LATE


def test_a_slow_old_head_has_time() -> None:
    assert follow([0.3 * number / 52 for number in range(60)], Side.LEFT) is Verdict.PASSED


def test_another_face_at_the_end_of_the_turn_is_refused() -> None:
    assert follow(turning(0.4), Side.LEFT, then=STRANGER) is Verdict.OTHER_FACE


def test_a_face_that_is_gone_for_half_a_second_is_refused() -> None:
    challenge = Challenge(Side.LEFT, MonotonicNs(0), FACE)
    assert challenge.take(MonotonicNs(NS_PER_S), None) is Verdict.FACE_LOST


def test_a_picture_that_is_squeezed_more_than_its_nose_moves_is_no_head() -> None:
    assert follow(turning(0.3), Side.LEFT, squeeze=1.0) is Verdict.TOO_LATE


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("motion", MOTIONS, ids=lambda motion: motion.__name__)
def test_a_photograph_is_refused_however_it_is_moved(
    pipeline: FacePipeline, motion: Motion, side: Side
) -> None:
    picture, focus = (astronaut(), ASTRONAUT_FOCUS) if side is Side.LEFT else (hopper(), HOPPER_FOCUS)
    outcome = look_at(pipeline, photo(picture, focus, motion, seconds=2.5), side)
    assert not isinstance(outcome, Seen)


def test_a_telephone_shows_its_grain(pipeline: FacePipeline) -> None:
    frames = list(photo(astronaut(), ASTRONAUT_FOCUS, tilted_left, seconds=0.5))
    paper = max(pipeline.look(frame).grain for frame in frames)
    screen = min(pipeline.look(frame).grain for frame in on_a_phone(iter(frames)))
    assert paper < SCREEN_GRAIN < screen


def test_a_face_swapped_in_mid_look_never_lends_its_template(pipeline: FacePipeline) -> None:
    first = list(photo(astronaut(), ASTRONAUT_FOCUS, tilted_left, seconds=0.2))[:2]
    second = [
        type(frame)(frame.pixels.copy(), MonotonicNs(frame.taken_at + NS_PER_S // 5), frame.number)
        for frame in photo(hopper(), HOPPER_FOCUS, tilted_left, seconds=0.6)
    ]
    look = Look(pipeline.embedder, MonotonicNs(0), "off", lambda: Side.LEFT)
    outcomes = [look.take(pipeline.look(frame, look.wants)) for frame in [*first, *second]]
    seen = next(outcome for outcome in outcomes if isinstance(outcome, Seen))
    alone = pipeline.look(second[-1])
    assert alone.vector is not None
    assert float(seen.template.values @ alone.vector) > 0.6


@pytest.mark.skipif(not TURNING_CLIP.exists(), reason="no clips in ../shared/data")
def test_a_living_head_turn_is_accepted_on_its_side_and_refused_on_the_other(pipeline: FacePipeline) -> None:
    judged = judge_clip(pipeline, TURNING_CLIP)
    assert judged.opinion is not Opinion.FLAT
    assert judged.verdicts == {Side.LEFT: Verdict.WRONG_SIDE, Side.RIGHT: Verdict.PASSED}


@pytest.mark.skipif(not TURNING_CLIP.exists(), reason="no clips in ../shared/data")
def test_its_replay_on_a_telephone_is_refused_on_the_wrong_side(pipeline: FacePipeline) -> None:
    frames = on_a_phone(iter(read_clip(TURNING_CLIP, pipeline.detector)))
    outcome = look_at(pipeline, frames, Side.LEFT)
    assert isinstance(outcome, NotSeen)
    assert outcome.reason is Reason.NOT_LIVE
