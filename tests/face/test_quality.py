"""The gate before the embedder, on a real portrait made worse."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.camera.picture import read_picture
from kiosk.face.landmarks import Pose
from kiosk.face.quality import Hint, Quality, judge, measure_quality
from tests.faces import astronaut, hopper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.face.geometry import Face, Rgb
    from kiosk.face.pipeline import FacePipeline

STRAIGHT = Pose(0, 0, 0)
GOOD = Quality(eye_distance_px=100, sharpness=0.3, brightness=120, pose=STRAIGHT)


@pytest.mark.parametrize(
    ("quality", "hint"),
    [
        (GOOD, Hint.OK),
        (replace(GOOD, eye_distance_px=59), Hint.CLOSER),
        (replace(GOOD, brightness=30), Hint.TOO_DARK),
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
    assert judge(measure_quality(spoil(rgb, face), face, STRAIGHT)) is hint


def test_sharpness_does_not_hang_on_light(pipeline: FacePipeline) -> None:
    rgb = read_picture(hopper())
    face = pipeline.detector.detect(rgb)[0]
    full = measure_quality(rgb, face, STRAIGHT).sharpness
    dim = measure_quality((rgb * 0.6).astype(np.uint8), face, STRAIGHT).sharpness
    assert dim == pytest.approx(full, rel=0.1)
