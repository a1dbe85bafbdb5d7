"""The gate before the embedder, on a real portrait made worse."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.picture import read_picture
from kiosk.face.drawn_coverings import Draw, backlit, dark_glasses, mask, mask_below_nose, veil
from kiosk.face.landmarks import Pose
from kiosk.face.quality import Hint, Quality, judge, measure_quality
from kiosk.lib.units import MonotonicNs
from tests.faces import astronaut, hopper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.face.geometry import Face, Rgb
    from kiosk.face.pipeline import FacePipeline

STRAIGHT = Pose(0, 0, 0)
GOOD = Quality(eye_distance_px=100, sharpness=0.3, brightness=120, surround=130, covering=-1.0, pose=STRAIGHT)


@pytest.mark.parametrize(
    ("quality", "hint"),
    [
        (GOOD, Hint.OK),
        (replace(GOOD, eye_distance_px=59), Hint.CLOSER),
        (replace(GOOD, brightness=30, surround=40), Hint.TOO_DARK),
        (replace(GOOD, brightness=80, surround=240), Hint.BACKLIT),
        (replace(GOOD, brightness=120, surround=250), Hint.OK),
        (replace(GOOD, covering=0.1), Hint.COVERED),
        (replace(GOOD, covering=0.1, brightness=30, surround=40), Hint.COVERED),
        (replace(GOOD, brightness=240), Hint.TOO_BRIGHT),
        (replace(GOOD, pose=Pose(40, 0, 0)), Hint.LOOK_STRAIGHT),
        (replace(GOOD, pose=Pose(0, -40, 0)), Hint.LOOK_STRAIGHT),
        (replace(GOOD, pose=Pose(0, 0, 40)), Hint.LOOK_STRAIGHT),
        (replace(GOOD, sharpness=0.0), Hint.HOLD_STILL),
        (replace(GOOD, eye_distance_px=20, brightness=30, sharpness=0.0), Hint.CLOSER),
    ],
)
def test_the_hint_names_the_first_thing_to_put_right(quality: Quality, hint: Hint) -> None:
    assert judge(quality) is hint


def as_it_is(rgb: Rgb, _face: Face) -> Rgb:
    return rgb


def moved_sideways(rgb: Rgb, face: Face) -> Rgb:
    return np.asarray(cv2.blur(rgb, (round(0.6 * face.eye_distance_px), 1)), np.uint8)


def moved_up(rgb: Rgb, face: Face) -> Rgb:
    return np.asarray(cv2.blur(rgb, (1, round(0.6 * face.eye_distance_px))), np.uint8)


def darker(rgb: Rgb, _face: Face) -> Rgb:
    return (rgb * 0.2).astype(np.uint8)


def brighter(rgb: Rgb, _face: Face) -> Rgb:
    return (255 - (255 - rgb.astype(np.float32)) * 0.2).astype(np.uint8)


@pytest.mark.parametrize("portrait", [astronaut(), hopper()], ids=["astronaut", "hopper"])
@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        (as_it_is, Hint.OK),
        (moved_sideways, Hint.HOLD_STILL),
        (moved_up, Hint.HOLD_STILL),
        (darker, Hint.TOO_DARK),
        (brighter, Hint.TOO_BRIGHT),
    ],
)
def test_a_portrait_made_worse_gets_the_hint_that_would_help(
    pipeline: FacePipeline, portrait: Path, spoil: Callable[[Rgb, Face], Rgb], hint: Hint
) -> None:
    rgb = np.asarray(cv2.resize(read_picture(portrait), None, fx=2, fy=2), np.uint8)
    face = pipeline.detector.detect(rgb)[0]
    landmarks = pipeline.landmarker.find(rgb, face)
    assert landmarks is not None
    assert judge(measure_quality(spoil(rgb, face), face, landmarks)) is hint


def test_sharpness_does_not_hang_on_light(pipeline: FacePipeline) -> None:
    rgb = read_picture(hopper())
    face = pipeline.detector.detect(rgb)[0]
    landmarks = pipeline.landmarker.find(rgb, face)
    assert landmarks is not None
    full = measure_quality(rgb, face, landmarks).sharpness
    dim = measure_quality((rgb * 0.6).astype(np.uint8), face, landmarks).sharpness
    assert dim == pytest.approx(full, rel=0.1)


@pytest.mark.parametrize(
    "worse",
    [
        replace(GOOD, eye_distance_px=62),
        replace(GOOD, sharpness=0.05),
        replace(GOOD, brightness=60),
        replace(GOOD, brightness=210),
        replace(GOOD, pose=Pose(15, 0, 0)),
        replace(GOOD, pose=Pose(0, -15, 0)),
    ],
)
def test_every_lack_costs_a_frame_some_of_its_score(worse: Quality) -> None:
    assert 0 < worse.score < GOOD.score == 1.0


@pytest.mark.parametrize("portrait", [astronaut(), hopper()], ids=["astronaut", "hopper"])
@pytest.mark.parametrize("draw", [mask, mask_below_nose, veil, dark_glasses], ids=lambda draw: draw.__name__)
def test_a_covered_face_is_told_that_nothing_need_be_taken_off(
    pipeline: FacePipeline, portrait: Path, draw: Draw
) -> None:
    covered = drawn(pipeline, portrait, draw)
    face = pipeline.detector.detect(covered)[0]
    assert pipeline.examine(Frame(covered, MonotonicNs(0), 0), face).hint is Hint.COVERED


@pytest.mark.parametrize("portrait", [astronaut(), hopper()], ids=["astronaut", "hopper"])
def test_light_behind_a_person_is_told_from_a_dark_hall(pipeline: FacePipeline, portrait: Path) -> None:
    shown = drawn(pipeline, portrait, backlit)
    face = pipeline.detector.detect(shown)[0]
    assert pipeline.examine(Frame(shown, MonotonicNs(0), 0), face).hint is Hint.BACKLIT


def drawn(pipeline: FacePipeline, portrait: Path, draw: Draw) -> Rgb:
    """Draw over a portrait, enlarged twice, by its mesh."""
    rgb = np.asarray(cv2.resize(read_picture(portrait), None, fx=2, fy=2), np.uint8)
    landmarks = pipeline.landmarker.find(rgb, pipeline.detector.detect(rgb)[0])
    assert landmarks is not None
    return draw(rgb, landmarks.points[:, :2], np.random.default_rng(1))
