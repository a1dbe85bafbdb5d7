"""Finding faces: what a detector is, and how a found face is looked at again from near."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

if TYPE_CHECKING:
    from kiosk.face.geometry import Box, Face, Rgb

NEAR_SIDE_PX = 320
"""Side of the enlarged cut-out in which landmarks are found again."""

NEAR_SPAN = 1.6
"""Side of that cut-out in heights of the face: it fills the cut-out and keeps some of its surroundings, with which
YuNet was trained."""


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
        """Find all faces, the largest first; coordinates in pixels of ``rgb``."""
        ...


def look_nearer(detector: FaceDetector, rgb: Rgb, face: Face) -> Face:
    """Find a face's landmarks again at one fixed, comfortable size.

    Landmarks found on small faces are off by enough to spoil the template (docs/decisions/0005-faces.md).

    Returns:
        The same face with better box and points; ``face`` itself where the second look finds none.
    """
    cut, scale, left, top = _cut_out(rgb, face.box)
    nearer = detector.detect(cut)
    if not nearer:
        return face
    middle = NEAR_SIDE_PX / 2
    same = min(nearer, key=lambda other: np.hypot(other.box.centre[0] - middle, other.box.centre[1] - middle))
    return same.moved(1 / scale, left, top)


def _cut_out(rgb: Rgb, box: Box) -> tuple[Rgb, float, float, float]:
    """Cut a square around ``box``; returns it with its scale, left and top in pixels of ``rgb``."""
    side = NEAR_SPAN * max(box.width, box.height)
    scale = NEAR_SIDE_PX / side
    left, top = box.centre[0] - side / 2, box.centre[1] - side / 2
    # Pixel centres are at whole numbers for warpAffine, hence the half-pixel terms.
    shift = np.array(
        [[scale, 0, scale * (0.5 - left) - 0.5], [0, scale, scale * (0.5 - top) - 0.5]], np.float64
    )
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    cut = cv2.warpAffine(rgb, shift, (NEAR_SIDE_PX, NEAR_SIDE_PX), flags=flags)
    return np.asarray(cut, np.uint8), scale, left, top
