"""Landmarks of a face through the mesh: pose of the head, openness of the eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.face.mesh import CUT_SIDE_PX

if TYPE_CHECKING:
    from kiosk.face.geometry import Face, Rgb
    from kiosk.face.mesh import Mesh

CUT_SPAN = 1.5
"""Side of the cut-out given to the mesh, in heights of the face: mediapipe's own margin of a quarter on each side
(face_detection_front_detection_to_roi.pbtxt)."""

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


class MeshLandmarks:
    """Find landmarks with the face mesh; one thread at a time.

    Args:
        mesh: The loaded mesh; closed with this.
    """

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh

    def find(self, rgb: Rgb, face: Face) -> Landmarks | None:
        """Give the landmarks of a face that a detector found; None where none is seen."""
        turn, shift = _upright(face)
        cut = cv2.warpAffine(
            rgb,
            np.hstack([turn, shift[:, None]]),
            (CUT_SIDE_PX, CUT_SIDE_PX),
            borderMode=cv2.BORDER_REPLICATE,
        )
        points, presence = self._mesh.run(np.ascontiguousarray(cut))
        if presence < PRESENCE:
            return None
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
