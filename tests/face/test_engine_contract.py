"""What every detector and every embedder promises."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.camera.picture import read_picture
from kiosk.config import load_config
from kiosk.errors import ConfigInvalid
from kiosk.face.dlib_engine import DlibEmbedder
from kiosk.face.embed import fuse
from kiosk.face.engines import build_detector, build_pipeline
from kiosk.face.sface import SFace
from kiosk.face.weights import needed_models
from kiosk.face.yunet import YuNet
from tests.faces import astronaut, hopper, weights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.face.detect import FaceDetector
    from kiosk.face.embed import Embedder
    from kiosk.face.pipeline import FacePipeline
    from kiosk.face.weights import DetectorName


def need(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")


@pytest.fixture(params=["yunet", "yunet on onnxruntime", "mediapipe", "dlib"])
def detector(request: pytest.FixtureRequest) -> Iterator[FaceDetector]:
    made: FaceDetector
    if request.param == "yunet on onnxruntime":
        need("onnxruntime")
        made = YuNet(weights("yunet"), "onnxruntime")
    else:
        if request.param == "dlib":
            need("face_recognition")
        made = build_detector(request.param, weights)
    yield made
    made.close()


@pytest.fixture(params=["sface", "sface on onnxruntime", "dlib"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "dlib":
        need("face_recognition")
        return DlibEmbedder()
    if request.param == "sface":
        return SFace(weights("sface"))
    need("onnxruntime")
    return SFace(weights("sface"), "onnxruntime")


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


@pytest.mark.parametrize("name", ["mediapipe", "dlib"])
def test_with_any_detector_a_face_has_nearly_the_template_it_has_with_the_default(
    name: DetectorName, pipeline: FacePipeline
) -> None:
    if name == "dlib":
        need("face_recognition")
    other = build_pipeline("sface", weights, detector=name)
    try:
        for path in (astronaut(), hopper()):
            rgb = read_picture(path)
            ours = pipeline.template_of(rgb, pipeline.detector.detect(rgb)[0])
            theirs = other.template_of(rgb, other.detector.detect(rgb)[0])
            assert float(ours @ theirs) > 0.9
    finally:
        other.close()


def test_a_face_in_the_ring_of_a_wide_frame_is_found_with_mediapipe() -> None:
    detector = build_detector("mediapipe", weights)
    small = cv2.resize(read_picture(hopper()), None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    portrait = np.asarray(small, np.uint8)
    wide = np.full((portrait.shape[0], 1280, 3), 128, np.uint8)
    left = 640 - portrait.shape[1] // 2
    wide[:, left : left + portrait.shape[1]] = portrait
    alone, found = detector.detect(portrait)[0], detector.detect(wide)[0]
    assert found.box.centre == pytest.approx(alone.moved(1.0, left, 0).box.centre, abs=0.05 * alone.box.width)
    detector.close()


def test_the_detector_is_chosen_by_configuration_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('[face]\ndetector = "mediapipe"\n')
    assert load_config(file).face.detector == "mediapipe"
    file.write_text('[face]\ndetector = "retina"\n')
    with pytest.raises(ConfigInvalid, match=r"retina.*face\.detector"):
        load_config(file)


def test_a_screen_needs_the_weights_of_its_detector_and_of_its_embedder() -> None:
    assert needed_models("sface", "mediapipe") == ("sface", "blazeface", "facemesh")
    assert needed_models("dlib", "dlib") == ("dlib_resnet", "dlib_shape_5", "facemesh")
