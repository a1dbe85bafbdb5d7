"""The mesh's landmarks lie where the face is, whoever runs it, and mediapipe's library stays off the internet."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.camera.picture import read_picture
from kiosk.face.geometry import Box, Face
from tests.faces import ROOT, astronaut, hopper, weights

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.face.pipeline import FacePipeline

NOSE_TIP = 1
MOUTH_CORNERS = (61, 291)
EYE_CORNERS = ((33, 133), (362, 263))
"""Points of the mesh that YuNet's five also name."""


@pytest.mark.parametrize("portrait", [astronaut(), hopper()], ids=["astronaut", "hopper"])
def test_the_mesh_agrees_with_the_detector_on_the_five_points(pipeline: FacePipeline, portrait: Path) -> None:
    rgb = read_picture(portrait)
    face = pipeline.detector.detect(rgb)[0]
    found = pipeline.landmarker.find(rgb, face)
    assert found is not None
    assert found.points.shape == (468, 3)
    five = [
        *(found.points[list(corners), :2].mean(axis=0) for corners in EYE_CORNERS),
        found.points[NOSE_TIP, :2],
        *(found.points[corner, :2] for corner in MOUTH_CORNERS),
    ]
    away = np.linalg.norm(np.array(five) - face.points, axis=1)
    assert away.max() < 0.25 * face.eye_distance_px


@pytest.mark.parametrize("portrait", [astronaut(), hopper()], ids=["astronaut", "hopper"])
def test_two_people_who_look_into_the_camera_are_told_to_with_open_eyes(
    pipeline: FacePipeline, portrait: Path
) -> None:
    rgb = read_picture(portrait)
    found = pipeline.landmarker.find(rgb, pipeline.detector.detect(rgb)[0])
    assert found is not None
    assert abs(found.pose.yaw) < 15
    assert abs(found.pose.pitch) < 20
    assert abs(found.pose.roll) < 10
    assert min(found.eye_openness) > 0.15


def test_a_tilted_head_is_measured_in_degrees(pipeline: FacePipeline) -> None:
    rgb = read_picture(hopper())
    face = pipeline.detector.detect(rgb)[0]
    turn = cv2.getRotationMatrix2D(face.box.centre, 20, 1.0)  # counter-clockwise
    tilted = np.asarray(cv2.warpAffine(rgb, turn, rgb.shape[1::-1]), np.uint8)
    upright = pipeline.landmarker.find(rgb, face)
    rolled = pipeline.landmarker.find(tilted, pipeline.detector.detect(tilted)[0])
    assert upright is not None
    assert rolled is not None
    assert rolled.pose.roll - upright.pose.roll == pytest.approx(20, abs=4)


def test_where_there_is_no_face_nothing_is_found(pipeline: FacePipeline) -> None:
    grey = np.full((480, 640, 3), 128, np.uint8)
    points = np.array([[250, 200], [350, 200], [300, 250], [260, 300], [340, 300]], np.float32)
    somebody = Face(Box(200, 100, 200, 250), points, 1.0)
    assert pipeline.landmarker.find(grey, somebody) is None


def test_loading_leaves_this_process_its_sockets(pipeline: FacePipeline) -> None:
    assert pipeline.landmarker is not None
    socket.create_server(("127.0.0.1", 0)).close()


def run_with_mesh(script: str) -> subprocess.CompletedProcess[bytes]:
    """Run a script in a process of its own, where ``file`` holds the mesh for MediapipeMesh."""
    preamble = (
        "import gc, sys; from pathlib import Path; from kiosk.face.mesh import MediapipeMesh;"
        "from kiosk.face.weights import Weights; file = Weights.load(Path(sys.argv[1]));"
    )
    return subprocess.run(
        [sys.executable, "-c", preamble + script, str(weights("facemesh"))],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=True,
    )


def test_loading_writes_nothing_to_standard_error() -> None:
    assert run_with_mesh("MediapipeMesh(file).close()").stderr == b""


def test_one_that_nobody_closed_does_not_hang_the_process() -> None:
    done = run_with_mesh(
        "held = [MediapipeMesh(file)]; held.append(held); del held; gc.collect(); print('collected')"
    )
    assert done.stdout == b"collected\n"


def test_loading_brings_no_plotting_along_and_spoils_none() -> None:
    done = run_with_mesh(
        "MediapipeMesh(file).close(); print([name for name in sys.modules if 'matplotlib' in name]);"
        "from matplotlib.figure import Figure; print(Figure().axes)"
    )
    assert done.stdout == b"[]\n[]\n"


def test_one_that_nobody_closed_is_closed_when_the_process_ends() -> None:
    done = run_with_mesh(
        "import atexit; left = MediapipeMesh(file)._mesh.task; atexit._run_exitfuncs(); print(left._handle)"
    )
    assert done.stdout == b"None\n"
