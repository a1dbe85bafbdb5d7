"""From portraits on a stage to templates that tell people apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.picture import read_picture
from kiosk.camera.stage import Stage
from kiosk.errors import BadInput, ModelCorrupt
from kiosk.face.focus import find_focus
from kiosk.face.look import Seen
from kiosk.face.quality import Hint
from kiosk.face.sface import SFace
from kiosk.face.yunet import YuNet
from kiosk.lib.units import MonotonicNs
from tests.face.stands import look_at
from tests.faces import ASTRONAUT_FOCUS, SHARED, astronaut, hopper

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.face.embed import Template
    from kiosk.face.pipeline import FacePipeline

LFW = SHARED / "lfw" / "images"
PEOPLE = 25

GENUINE = 0.6
IMPOSTOR = 0.45
"""Scores between which nothing of these tests may fall: same picture seen twice, different people."""


def template(pipeline: FacePipeline, picture: Path) -> Template:
    seen = look_at(pipeline, picture, find_focus(picture, pipeline.detector))
    assert isinstance(seen, Seen)
    return seen.template


def frame(rgb: np.ndarray) -> Frame:
    return Frame(rgb, MonotonicNs(0), 0)


def test_a_person_who_steps_up_gives_a_template_of_unit_length_within_a_second(
    pipeline: FacePipeline,
) -> None:
    seen = look_at(pipeline, astronaut(), ASTRONAUT_FOCUS)
    assert isinstance(seen, Seen)
    assert seen.template.values.dtype == np.float32
    assert seen.template.values.shape == (pipeline.embedder.dimensions,)
    assert float(np.linalg.norm(seen.template.values)) == pytest.approx(1.0, abs=1e-5)
    assert seen.template.embedder_sha256 == pipeline.embedder.sha256
    assert 0 < seen.first_good_ms <= seen.decided_ms < 1000


def test_the_same_person_seen_otherwise_matches_and_another_does_not(
    pipeline: FacePipeline, tmp_path: Path
) -> None:
    otherwise = tmp_path / "otherwise.jpg"
    rgb = read_picture(astronaut())
    turn = cv2.getRotationMatrix2D((224, 120), 8, 0.9)
    changed = cv2.convertScaleAbs(cv2.warpAffine(rgb, turn, (512, 512)), alpha=0.8, beta=10)
    cv2.imwrite(str(otherwise), changed[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 60])
    first, second = template(pipeline, astronaut()), template(pipeline, otherwise)
    other = template(pipeline, hopper())
    assert float(first.values @ second.values) > GENUINE
    assert abs(float(first.values @ other.values)) < IMPOSTOR


def test_a_face_outside_the_ring_is_not_looked_at(pipeline: FacePipeline) -> None:
    rgb = np.full((720, 1280, 3), 128, np.uint8)
    rgb[:512, :512] = read_picture(astronaut())
    glance = pipeline.look(frame(rgb))
    assert pipeline.detector.detect(rgb)
    assert glance.hint is Hint.NOBODY
    assert glance.box is None
    assert glance.vector is None


def test_of_two_people_in_the_ring_the_nearer_is_looked_at(pipeline: FacePipeline) -> None:
    rgb = np.full((720, 1280, 3), 128, np.uint8)
    near = np.asarray(cv2.resize(read_picture(hopper())[60:420, 120:420], None, fx=1.2, fy=1.2), np.uint8)
    far = read_picture(astronaut())[20:220, 140:310]
    rgb[200 : 200 + near.shape[0], 480 : 480 + near.shape[1]] = near
    rgb[240:440, 860:1030] = far
    glance = pipeline.look(frame(rgb))
    assert glance.box is not None
    assert 480 < glance.box.centre[0] < 860


def test_a_face_too_far_away_is_asked_closer_and_never_embedded(pipeline: FacePipeline) -> None:
    rgb = np.full((720, 1280, 3), 128, np.uint8)
    rgb[250:506, 500:756] = cv2.resize(read_picture(astronaut()), (256, 256))
    glance = pipeline.look(frame(rgb))
    assert glance.hint is Hint.CLOSER
    assert glance.vector is None


def test_an_empty_hall_holds_nobody(pipeline: FacePipeline) -> None:
    stage = Stage()
    stage.open()
    assert pipeline.look(stage.read(1.0)).hint is Hint.NOBODY


def test_a_picture_without_a_face_is_no_portrait(pipeline: FacePipeline, tmp_path: Path) -> None:
    empty = tmp_path / "wall.png"
    cv2.imwrite(str(empty), np.full((300, 300, 3), 128, np.uint8))
    with pytest.raises(BadInput, match="shows no face"):
        find_focus(empty, pipeline.detector)


@pytest.mark.parametrize("model", [YuNet, SFace])
def test_damaged_weights_are_named_with_the_remedy(model: type[YuNet | SFace]) -> None:
    with pytest.raises(ModelCorrupt, match="kiosk models verify"):
        model(b"not a model" * 100)


@pytest.mark.skipif(not LFW.is_dir(), reason="no LFW pictures in ../shared/data")
def test_twenty_five_people_are_told_apart_and_found_again(pipeline: FacePipeline) -> None:
    people = sorted(path for path in LFW.iterdir() if len(list(path.iterdir())) == 1)[:PEOPLE]
    pictures = [next(person.iterdir()) for person in people]
    first = np.stack([template(pipeline, picture).values for picture in pictures])
    again = np.stack([template(pipeline, picture).values for picture in pictures])
    scores = first @ again.T
    assert scores.diagonal().min() > GENUINE
    assert scores[~np.eye(PEOPLE, dtype=bool)].max() < IMPOSTOR
