"""Whoever runs the mesh, the points are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from kiosk.camera.picture import read_picture
from kiosk.errors import ModelCorrupt
from kiosk.face.landmarks import MeshLandmarks
from kiosk.face.mesh import CUT_SIDE_PX, MESH_POINTS, open_mesh
from kiosk.face.processor import MeshRuntime, mesh_runtime
from kiosk.face.weights import Weights
from tests.faces import astronaut, hopper, weights

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.face.pipeline import FacePipeline

NEAR_PX = 1e-3
"""Of the picture; 1e-4 was seen on portraits of 512 and 600 px."""

RUNTIMES = pytest.mark.parametrize("runtime", get_args(MeshRuntime))
PORTRAITS = pytest.mark.parametrize("portrait", [astronaut(), hopper()], ids=["astronaut", "hopper"])


def need(runtime: MeshRuntime) -> None:
    if runtime == "mediapipe" and mesh_runtime() != "mediapipe":
        pytest.skip("mediapipe cannot run on this processor")


@PORTRAITS
def test_both_runtimes_give_the_same_landmarks(pipeline: FacePipeline, portrait: Path) -> None:
    need("mediapipe")
    rgb = read_picture(portrait)
    face = pipeline.detector.detect(rgb)[0]
    found = []
    for runtime in get_args(MeshRuntime):
        landmarker = MeshLandmarks(open_mesh(Weights.load(weights("facemesh")), runtime))
        found.append(landmarker.find(rgb, face))
        landmarker.close()
    one, other = found
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(one.points, other.points, atol=NEAR_PX)
    assert one.eye_openness == pytest.approx(other.eye_openness, abs=1e-3)
    assert one.pose.yaw == pytest.approx(other.pose.yaw, abs=0.01)


@RUNTIMES
def test_a_mesh_says_that_a_wall_is_no_face_and_keeps_what_it_gave(runtime: MeshRuntime) -> None:
    need(runtime)
    mesh = open_mesh(Weights.load(weights("facemesh")), runtime)
    wall = np.full((CUT_SIDE_PX, CUT_SIDE_PX, 3), 128, np.uint8)
    noise = np.random.default_rng(1).integers(0, 255, wall.shape).astype(np.uint8)
    points, presence = mesh.run(wall)
    before = points.copy()
    mesh.run(noise)
    mesh.close()
    assert presence < 0
    assert points.shape == (MESH_POINTS, 3)
    assert points.dtype == np.float32
    np.testing.assert_array_equal(points, before)


@RUNTIMES
def test_a_damaged_mesh_is_named_with_the_remedy(runtime: MeshRuntime) -> None:
    need(runtime)
    with pytest.raises(ModelCorrupt, match="kiosk models verify"):
        open_mesh(Weights.load(b"not a model" * 100), runtime)
