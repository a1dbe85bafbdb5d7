"""The engine one may opt into keeps the same promises."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from kiosk.camera.picture import read_picture
from tests.faces import astronaut, hopper

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("face_recognition") is None, reason="face_recognition is not installed"
)


def test_dlib_finds_eyes_left_to_right_and_leaves_the_mouth_out() -> None:
    from kiosk.face.dlib_engine import DlibDetector

    face = DlibDetector().detect(read_picture(astronaut()))[0]
    assert face.points[0, 0] < face.points[1, 0]
    assert 30 < face.eye_distance_px < 60
    assert np.isnan(face.points[3:]).all()


def test_dlib_tells_the_two_portraits_apart_and_knows_each_again() -> None:
    from kiosk.face.dlib_engine import DlibDetector, DlibEmbedder

    detector, embedder = DlibDetector(), DlibEmbedder()
    pictures = [read_picture(path) for path in (astronaut(), hopper())]
    pictures.append(np.ascontiguousarray(pictures[0][:, ::-1]))
    vectors = np.stack([embedder.embed(rgb, detector.detect(rgb)[0]) for rgb in pictures])
    assert vectors.shape == (3, embedder.dimensions)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert len(embedder.sha256) == 64
    assert vectors[0] @ vectors[2] > 0.95 > vectors[0] @ vectors[1]
