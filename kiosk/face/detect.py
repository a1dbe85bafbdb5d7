"""Finding faces: what a detector is, and how a found face is looked at again from near."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from kiosk.face.geometry import MIRROR_ORDER, Face

if TYPE_CHECKING:
    import numpy.typing as npt

    from kiosk.face.geometry import Rgb

NEAR_SIDE_PX = 320
"""Side of the enlarged cut-out in which landmarks are found again."""

NEAR_SPAN = 1.6
"""Side of that cut-out in heights of the face: it fills the cut-out and keeps some of its surroundings, with which
YuNet was trained."""


MIRROR = np.array([[-1.0, 0.0], [0.0, 1.0]])


class FaceDetector(Protocol):
    """Something that finds faces.

    Attributes:
        name: Short and stable, for logs and reports.
    """

    @property
    def name(self) -> str:
        """Name the detector."""
        ...

    def detect(self, rgb: Rgb) -> tuple[Face, ...]:
        """Find the faces, the largest first; coordinates in pixels of ``rgb``."""
        ...

    def close(self) -> None:
        """Let go of the model; harmless when done already."""
        ...


class PointFinder(Protocol):
    """Something that finds the five points of a face again, well enough for an embedder."""

    def find(self, rgb: Rgb, face: Face, *, mirrored: bool = False) -> Face:
        """Give the same face with better points.

        Args:
            rgb: The picture.
            face: As found in it.
            mirrored: Look at the mirror image: its landmarks are off in other ways.
        """
        ...


class NearLook:
    """Find the points by looking nearer, with the detector that found the face.

    Args:
        detector: Finds all five points.
    """

    def __init__(self, detector: FaceDetector) -> None:
        self._detector = detector

    def find(self, rgb: Rgb, face: Face, *, mirrored: bool = False) -> Face:
        """Give the face with points as :func:`look_nearer` finds them."""
        return look_nearer(self._detector, rgb, face, mirrored=mirrored)


def look_nearer(detector: FaceDetector, rgb: Rgb, face: Face, *, mirrored: bool = False) -> Face:
    """Find a face's landmarks again at one fixed, comfortable size, with its eyes level.

    Landmarks found on small faces are off by enough to spoil the template (docs/decisions/0012-who-is-who.md).

    Args:
        detector: Finds them.
        rgb: The picture.
        face: As found in it.
        mirrored: Look at the mirror image: its landmarks are off in other ways.

    Returns:
        The same face with other points, and the box and confidence of the first look; ``face`` itself where the second
        look finds none.
    """
    turn, shift = _level(face)
    if mirrored:
        turn, shift = MIRROR @ turn, np.array([NEAR_SIDE_PX - 1.0, 0.0]) + MIRROR @ shift
    scale = float(np.sqrt(abs(np.linalg.det(turn))))
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    cut = cv2.warpAffine(rgb, np.column_stack([turn, shift]), (NEAR_SIDE_PX, NEAR_SIDE_PX), flags=flags)
    nearer = detector.detect(np.asarray(cut, np.uint8))
    if not nearer:
        return face
    middle = NEAR_SIDE_PX / 2
    same = min(nearer, key=lambda other: np.hypot(other.box.centre[0] - middle, other.box.centre[1] - middle))
    points = same.points[MIRROR_ORDER] if mirrored else same.points
    back = np.linalg.solve(turn, (points - shift).T).T
    return Face(face.box, np.asarray(back, np.float32), face.confidence)


def _level(face: Face) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give turn (2, 2) and shift (2,) from the picture to a cut-out around the face, its eyes level."""
    across = face.points[1] - face.points[0]
    angle = np.arctan2(across[1], across[0])
    scale = NEAR_SIDE_PX / (NEAR_SPAN * max(face.box.width, face.box.height))
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    turn = np.array([[cos, sin], [-sin, cos]], np.float64)
    # Pixel centres are at whole numbers for warpAffine, hence the half pixels.
    return turn, NEAR_SIDE_PX / 2 - 0.5 - turn @ (np.array(face.box.centre) - 0.5)
