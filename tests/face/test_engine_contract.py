"""What every detector and every embedder promises."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kiosk.camera.picture import read_picture
from kiosk.face.blazeface import BlazeFace
from kiosk.face.dlib_engine import DlibDetector, DlibEmbedder
from kiosk.face.embed import fuse
from kiosk.face.sface import SFace
from kiosk.face.yunet import YuNet
from tests.faces import astronaut, hopper, weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.face.detect import FaceDetector
    from kiosk.face.embed import Embedder


def need_dlib() -> None:
    if importlib.util.find_spec("face_recognition") is None:
        pytest.skip("face_recognition is not installed")


@pytest.fixture(params=["yunet", "blazeface", "dlib"])
def detector(request: pytest.FixtureRequest) -> Iterator[FaceDetector]:
    if request.param == "yunet":
        yield YuNet(weights("yunet"))
    elif request.param == "blazeface":
        made = BlazeFace(weights("blazeface"))
        yield made
        made.close()
    else:
        need_dlib()
        yield DlibDetector()


@pytest.fixture(params=["sface", "dlib"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "sface":
        return SFace(weights("sface"))
    need_dlib()
    return DlibEmbedder()


def test_a_detector_finds_the_face_with_its_eyes_left_to_right(detector: FaceDetector) -> None:
    face = detector.detect(read_picture(astronaut()))[0]
    assert 180 < face.box.centre[0] < 270
    assert 80 < face.box.centre[1] < 160
    assert face.points[0, 0] < face.points[1, 0]
    assert 30 < face.eye_distance_px < 60
    assert face.points[2, 1] > face.points[:2, 1].max()


def test_a_detector_finds_nobody_on_a_wall(detector: FaceDetector) -> None:
    assert detector.detect(np.full((480, 640, 3), 128, np.uint8)) == ()


def test_a_detector_takes_pictures_of_any_shape(detector: FaceDetector) -> None:
    whole = read_picture(astronaut())
    for rgb in (whole, whole[:300], whole[:, 100:400]):
        assert detector.detect(np.ascontiguousarray(rgb))


def test_an_embedder_knows_a_face_and_its_mirror_image_and_tells_another_apart(embedder: Embedder) -> None:
    yunet = YuNet(weights("yunet"))
    vectors = []
    for path in (astronaut(), hopper()):
        rgb = read_picture(path)
        face = yunet.detect(rgb)[0]
        vectors += [embedder.embed(rgb, face), embedder.embed(rgb, face, mirrored=True)]
    units = [fuse([vector]) for vector in vectors]
    assert units[0].shape == (embedder.dimensions,)
    assert units[0].dtype == np.float32
    assert len(embedder.sha256) == 64
    same, other = float(units[0] @ units[1]), float(units[0] @ units[2])
    assert same > 0.8
    assert other < same - 0.05


def test_the_same_picture_gives_the_same_vector(embedder: Embedder) -> None:
    rgb = read_picture(hopper())
    face = YuNet(weights("yunet")).detect(rgb)[0]
    assert embedder.embed(rgb, face).tolist() == embedder.embed(rgb, face).tolist()
