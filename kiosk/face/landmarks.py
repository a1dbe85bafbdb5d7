"""Landmarks of a face through mediapipe: pose of the head, openness of the eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.errors import ModelCorrupt
from kiosk.face.mediapipe_task import MediapipeTask
from kiosk.face.weights import Weights

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.face.geometry import Face, Rgb

CUT_SPAN = 1.5
"""Side of the cut-out given to the mesh, in heights of the face: mediapipe's own margin of a quarter on each side
(face_detection_front_detection_to_roi.pbtxt)."""

CUT_SIDE_PX = 192
"""Side of the picture that the mesh reads."""

MESH_POINTS = 468

PRESENCE = 0.0
"""Least logit at which the mesh itself says that it looks at a face: even odds. Portraits give 20 and more, a wall −12."""

RIGHT_EYE = (33, 160, 158, 133, 153, 144)
LEFT_EYE = (362, 385, 387, 263, 373, 380)
"""Mesh points around an eye in the order of the eye aspect ratio: corner, two above, corner, two below."""

FOREHEAD, CHIN = 10, 152
OUTER_RIGHT, OUTER_LEFT = 33, 263
"""Mesh points that span the face's plane: up and down, and the outer corners of the person's eyes."""

LEVEL_PITCH_DEGREES = 8.0
"""How far forehead and chin lean back, as the mesh sees them, in a face that looks straight into the camera: mean of the
portraits' excess over mediapipe's own geometry pipeline."""


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

    def find(self, rgb: Rgb, face: Face) -> Landmarks | None:
        """Give the landmarks of a face that a detector found; None where none is seen."""
        ...

    def close(self) -> None:
        """Let go of the model."""
        ...


class MediapipeLandmarks:
    """Find landmarks with mediapipe's face mesh; one thread at a time.

    The mesh is run through the image embedder, which hands out a model's numbers as they are: less than half of the
    time and memory that the landmarker takes for the same points, as that one searches for the face once more.

    Args:
        facemesh: The 468-point mesh, TensorFlow Lite with metadata.

    Raises:
        ModelMissing: The file cannot be read.
        ModelCorrupt: mediapipe cannot load it.
        EnvironmentProblem: The kernel cannot take the right to the internet away.
    """

    def __init__(self, facemesh: bytes | Path) -> None:
        content = Weights.load(facemesh).content
        self._mesh = MediapipeTask(lambda: _load(content))

    def find(self, rgb: Rgb, face: Face) -> Landmarks | None:
        """Give the landmarks of a face that a detector found; None where none is seen."""
        import mediapipe as mp

        turn, shift = _upright(face)
        cut = cv2.warpAffine(
            rgb,
            np.hstack([turn, shift[:, None]]),
            (CUT_SIDE_PX, CUT_SIDE_PX),
            borderMode=cv2.BORDER_REPLICATE,
        )
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(cut))
        mesh, presence = (
            np.asarray(head.embedding, np.float32) for head in self._mesh.task.embed(image).embeddings
        )
        if float(presence[0]) < PRESENCE:
            return None
        points = mesh.reshape(MESH_POINTS, 3)
        # A turn and a scale: its inverse is its transpose over the square of the scale.
        scale2 = float(np.linalg.det(turn))
        flat = (points[:, :2] - shift) @ turn / scale2
        placed = np.column_stack([flat, points[:, 2] / np.sqrt(scale2)]).astype(np.float32)
        return Landmarks(
            placed, _pose(placed), (_openness(placed[list(RIGHT_EYE)]), _openness(placed[list(LEFT_EYE)]))
        )

    def close(self) -> None:
        """Let go of the model; harmless when done already."""
        self._mesh.close()


def _upright(face: Face) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give turn (2, 2) and shift (2,) that bring the face, its eyes level, into the cut-out."""
    across = face.points[1] - face.points[0]
    length = float(np.linalg.norm(across))
    cos, sin = (float(across[0]) / length, float(across[1]) / length) if length > 0 else (1.0, 0.0)
    scale = CUT_SIDE_PX / (CUT_SPAN * max(face.box.width, face.box.height))
    turn = scale * np.array([[cos, sin], [-sin, cos]])
    return turn, CUT_SIDE_PX / 2 - turn @ np.array(face.box.centre)


def _pose(points: npt.NDArray[np.float32]) -> Pose:
    """Read the angles from the mesh, shape (468, 3): x right, y down, z away from the viewer."""
    across = points[OUTER_LEFT] - points[OUTER_RIGHT]
    down = points[CHIN] - points[FOREHEAD]
    forward = np.cross(down, across)  # out of the face, towards the viewer
    return Pose(
        yaw=float(np.degrees(np.arctan2(forward[0], -forward[2]))),
        pitch=float(np.degrees(np.arctan2(-forward[1], -forward[2]))) + LEVEL_PITCH_DEGREES,
        roll=float(np.degrees(np.arctan2(-across[1], across[0]))),
    )


def _openness(eye: npt.NDArray[np.float32]) -> float:
    """Measure the eye aspect ratio of six points in the order of RIGHT_EYE."""
    flat = eye[:, :2]
    height = np.linalg.norm(flat[1] - flat[5]) + np.linalg.norm(flat[2] - flat[4])
    return float(height / (2 * np.linalg.norm(flat[0] - flat[3])))


def _load(mesh: bytes) -> Any:
    from mediapipe.tasks.python import BaseOptions, vision

    try:
        options = vision.ImageEmbedderOptions(base_options=BaseOptions(model_asset_buffer=mesh))
        return vision.ImageEmbedder.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        raise ModelCorrupt("facemesh cannot be loaded; run `kiosk models verify`") from error
