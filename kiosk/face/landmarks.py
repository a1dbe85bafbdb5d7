"""Landmarks of a face through mediapipe: pose of the head, openness of the eyes."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.errors import KioskError, ModelCorrupt
from kiosk.face.mesh_bundle import MESH_POINTS, assemble_bundle
from kiosk.face.native_output import hushed
from kiosk.face.weights import Weights
from kiosk.lib.no_internet import forbid_internet
from kiosk.lib.slot import LatestSlot
from kiosk.lib.worker import Worker

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.face.geometry import Box, Rgb

CUT_SPAN = 1.8
"""Side of the cut-out given to mediapipe, in heights of the face: BlazeFace wants the whole head and some air."""

CUT_SIDE_PX = 256
"""Side it is resized to: the mesh itself works at 192 px over two thirds of the cut-out."""

BUILD_LIMIT_S = 30.0
"""Loading takes 0.5 s on an idle PC; a Pi with a slow card is given sixty times that."""

RIGHT_EYE = (33, 160, 158, 133, 153, 144)
LEFT_EYE = (362, 385, 387, 263, 373, 380)
"""Mesh points around an eye in the order of the eye aspect ratio: corner, two above, corner, two below."""

_unclosed: set[object] = set()
"""Landmarkers nobody closed yet: run by the garbage collector, mediapipe's own ``__del__`` waits for ever, so none
may become garbage before it is closed."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How a head is turned, in degrees; all zero looks straight into the camera.

    Attributes:
        yaw: Positive towards the right of the picture.
        pitch: Positive upwards.
        roll: Positive counter-clockwise in the picture.
    """

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """What the mesh tells of one face.

    Attributes:
        points: float32, shape (468, 3); x and y in pixels of the picture, z in the same unit, smaller is nearer.
        pose: Of the head.
        eye_openness: Eye aspect ratio of the person's right and left eye; open about 0.3, closed below 0.15
            (Soukupová and Čech 2016).
    """

    points: npt.NDArray[np.float32]
    pose: Pose
    eye_openness: tuple[float, float]


class Landmarker(Protocol):
    """Something that finds the landmarks of a face already detected."""

    def find(self, rgb: Rgb, box: Box) -> Landmarks | None:
        """Give the landmarks of the face at ``box``; None where none is seen."""
        ...

    def close(self) -> None:
        """Let go of the model."""
        ...


class MediapipeLandmarks:
    """Find landmarks with mediapipe's face mesh; one thread at a time.

    The library reports its use to its maker over the internet and has no switch for that (google-ai-edge/mediapipe
    #6291), so it is built on a thread that cannot open an internet socket, and so are the threads it starts.

    Args:
        blazeface: The detector, TensorFlow Lite.
        facemesh: The 468-point mesh, TensorFlow Lite.
        facegeometry: The geometry pipeline's metadata.

    Raises:
        ModelMissing: A file cannot be read.
        ModelCorrupt: mediapipe cannot load them.
        EnvironmentProblem: The kernel cannot take the right to the internet away.
    """

    def __init__(self, blazeface: bytes | Path, facemesh: bytes | Path, facegeometry: bytes | Path) -> None:
        parts = [Weights.load(source).content for source in (blazeface, facemesh, facegeometry)]
        self._landmarker = _without_internet(parts)
        _unclosed.add(self._landmarker)

    def find(self, rgb: Rgb, box: Box) -> Landmarks | None:
        """Give the landmarks of the face at ``box``; None where none is seen."""
        import mediapipe as mp

        side = CUT_SPAN * max(box.width, box.height)
        scale = CUT_SIDE_PX / side
        left, top = box.centre[0] - side / 2, box.centre[1] - side / 2
        shift = np.array([[scale, 0, -scale * left], [0, scale, -scale * top]], np.float64)
        cut = np.ascontiguousarray(
            cv2.warpAffine(rgb, shift, (CUT_SIDE_PX, CUT_SIDE_PX), borderMode=cv2.BORDER_REPLICATE)
        )
        result = self._landmarker.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=cut))
        if not result.face_landmarks:
            return None
        relative = [(point.x, point.y, point.z) for point in result.face_landmarks[0][:MESH_POINTS]]
        points = np.array(relative, np.float32) * np.float32(side) + np.array([left, top, 0], np.float32)
        return Landmarks(
            points,
            _pose(np.asarray(result.facial_transformation_matrixes[0])),
            (_openness(points[list(RIGHT_EYE)]), _openness(points[list(LEFT_EYE)])),
        )

    def close(self) -> None:
        """Let go of the model; harmless when done already."""
        if self._landmarker is not None:
            self._landmarker.close()
            _unclosed.discard(self._landmarker)
            self._landmarker = None


def _pose(matrix: npt.NDArray[np.float32]) -> Pose:
    """Read the angles from mediapipe's transformation, shape (4, 4): x right, y up, z towards the viewer."""
    return Pose(
        yaw=float(np.degrees(np.arctan2(matrix[0, 2], matrix[2, 2]))),
        pitch=float(np.degrees(np.arcsin(np.clip(matrix[1, 2], -1.0, 1.0)))),
        roll=float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))),
    )


def _openness(eye: npt.NDArray[np.float32]) -> float:
    """Measure the eye aspect ratio of six points in the order of RIGHT_EYE."""
    flat = eye[:, :2]
    height = np.linalg.norm(flat[1] - flat[5]) + np.linalg.norm(flat[2] - flat[4])
    return float(height / (2 * np.linalg.norm(flat[0] - flat[3])))


def _without_internet(parts: list[bytes]) -> Any:
    built: LatestSlot[Any] = LatestSlot()

    def build() -> None:
        worker.wake_to_stop()
        try:
            forbid_internet()
            built.put(_load(parts))
        except KioskError as error:
            built.put(error)  # raised below, by the thread that waits

    worker = Worker("landmarks", build, on_crash=built.put)
    worker.start()
    outcome = built.take(BUILD_LIMIT_S)
    worker.stop()
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _load(parts: list[bytes]) -> Any:
    from mediapipe.tasks.python import BaseOptions, vision

    try:
        bundle = assemble_bundle(*parts)
        options = vision.FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=bundle), output_facial_transformation_matrixes=True
        )
        with hushed():
            return vision.FaceLandmarker.create_from_options(options)
    except (RuntimeError, ValueError, IndexError, struct.error) as error:
        raise ModelCorrupt(
            "blazeface, facemesh or facegeometry cannot be loaded; run `kiosk models verify`"
        ) from error
