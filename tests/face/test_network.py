"""Either runtime gives the same numbers, and ours are those of OpenCV's own classes."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.camera.picture import read_picture
from kiosk.errors import ModelCorrupt
from kiosk.face import sface, yunet
from kiosk.face.embed import fuse
from kiosk.face.geometry import Face
from kiosk.face.network import open_network
from kiosk.face.onnx_fields import GRAPH_INPUT, VALUE_NAME, name_of, walk_graph
from kiosk.face.onnx_inputs import fit_inputs
from kiosk.face.weights import Weights
from tests.faces import astronaut, hopper, weights

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.face.network import RuntimeName

SHAPES = {"yunet": yunet.TYPICAL_INPUT, "sface": sface.INPUT}
TOLERANCE = 1e-3
"""Of the largest number of an output; 2e-6 was seen."""

PORTRAITS = pytest.mark.parametrize("portrait", [astronaut(), hopper()], ids=["astronaut", "hopper"])


def need_onnxruntime() -> None:
    if importlib.util.find_spec("onnxruntime") is None:
        pytest.skip("onnxruntime is not installed")


@pytest.mark.parametrize("name", SHAPES)
def test_both_runtimes_give_the_same_numbers(name: str) -> None:
    need_onnxruntime()
    loaded = Weights.load(weights(name))
    blob = np.random.default_rng(1).uniform(0, 255, SHAPES[name]).astype(np.float32)
    opencv = open_network(loaded, "opencv").run(blob)
    other = open_network(loaded, "onnxruntime").run(blob)
    assert opencv.keys() == other.keys()
    for output, numbers in opencv.items():
        np.testing.assert_allclose(other[output], numbers, atol=TOLERANCE * float(np.abs(numbers).max()))


@pytest.mark.parametrize("runtime", ["opencv", "onnxruntime"])
def test_a_picture_of_another_size_is_taken(runtime: RuntimeName) -> None:
    need_onnxruntime()
    network = open_network(Weights.load(weights("yunet")), runtime)
    for height, width in ((192, 320), (320, 320), (320, 192)):
        found = network.run(np.zeros((1, 3, height, width), np.float32))
        assert found["cls_8"].shape == (1, height * width // 64, 1)


@pytest.mark.parametrize("runtime", ["opencv", "onnxruntime"])
def test_weights_that_are_none_are_refused_by_their_hash(runtime: RuntimeName) -> None:
    need_onnxruntime()
    broken = Weights.load(b"\x08\x07 these are no weights")
    with pytest.raises(ModelCorrupt, match=broken.sha256):
        open_network(broken, runtime)


def test_fitting_keeps_the_length_and_leaves_one_input() -> None:
    published = weights("sface").read_bytes()
    fit = fit_inputs(published)
    assert len(fit) == len(published)
    inputs = [name_of(fit, part, VALUE_NAME) for part in walk_graph(fit) if part.number == GRAPH_INPUT]
    assert inputs == [b"data"]


@PORTRAITS
def test_faces_are_those_of_opencv_s_own_detector(portrait: Path) -> None:
    rgb = read_picture(portrait)
    scale = yunet.LONG_SIDE_PX / max(rgb.shape[:2])
    size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    reference = cv2.FaceDetectorYN.create(
        str(weights("yunet")), "", size, yunet.CONFIDENCE, yunet.NMS_IOU, yunet.TOP_K
    )
    rows = np.asarray(reference.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1])
    faces = yunet.YuNet(weights("yunet")).detect(rgb)
    assert len(faces) == len(rows) == 1
    place = faces[0].box
    np.testing.assert_allclose([place.x, place.y, place.width, place.height], rows[0, :4] / scale, atol=0.01)
    np.testing.assert_allclose(faces[0].points.ravel(), rows[0, 4:14] / scale, atol=0.01)


@PORTRAITS
def test_a_face_is_aligned_as_opencv_s_own_recognizer_does(portrait: Path) -> None:
    rgb = read_picture(portrait)
    points = yunet.YuNet(weights("yunet")).detect(rgb)[0].points
    reference = cv2.FaceRecognizerSF.create(str(weights("sface")), "")
    row = np.concatenate([np.zeros(4, np.float32), points.ravel(), np.ones(1, np.float32)])
    aligned = np.asarray(reference.alignCrop(rgb, row[None, :]))
    assert np.abs(aligned.astype(int) - sface.align(rgb, points)).max() <= 2


def test_a_mouth_that_was_not_found_is_done_without() -> None:
    rgb = read_picture(hopper())
    face = yunet.YuNet(weights("yunet")).detect(rgb)[0]
    points = face.points.copy()
    points[3:] = np.nan
    embedder = sface.SFace(weights("sface"))
    whole, partial = (fuse([embedder.embed(rgb, one)]) for one in (face, Face(face.box, points, 1.0)))
    assert float(whole @ partial) > 0.6
