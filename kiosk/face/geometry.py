"""Where a face is in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Rgb: TypeAlias = npt.NDArray[np.uint8]
"""uint8, shape (height, width, 3), RGB."""

FivePoints: TypeAlias = npt.NDArray[np.float32]
"""float32, shape (5, 2), x and y in pixels: the person's right eye (left in the picture), left eye, nose tip,
right and left corner of the mouth. A detector that does not find the mouth gives NaN for it."""

MIRROR_ORDER = [1, 0, 2, 4, 3]
"""The five points of a mirror image in the order of FivePoints."""

FRONTAL = 0.25
"""Least distance of the nose from either eye, along their line, in eye distances; straight ahead it is 0.5."""

RING_HEIGHT = 0.6
"""Diameter of the ring in heights of the picture: its central 60%."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; may reach beyond the picture."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Give (x, y) of the middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def area(self) -> float:
        """Give the area in square pixels."""
        return self.width * self.height


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A face that a detector found.

    Attributes:
        box: Around forehead, ears and chin, roughly.
        points: Five landmarks; see FivePoints.
        confidence: In [0, 1], the detector's own; comparable within one detector only.
    """

    box: Box
    points: FivePoints
    confidence: float

    @property
    def eye_distance_px(self) -> float:
        """Measure between the middles of the eyes (inter-eye distance of ISO/IEC 29794-5), in pixels."""
        return float(np.linalg.norm(self.points[1] - self.points[0]))

    @property
    def is_frontal(self) -> bool:
        """Whether the nose lies well between the eyes, as in no profile."""
        right, left, nose = (self.points[row].astype(np.float64) for row in range(3))
        across = left - right
        place = float((nose - right) @ across / max(1e-6, float(across @ across)))
        return FRONTAL <= place <= 1 - FRONTAL

    def moved(self, scale: float, dx: float, dy: float) -> Face:
        """Give the face in a picture that is first scaled, then shifted by (dx, dy) pixels."""
        box = Box(
            self.box.x * scale + dx, self.box.y * scale + dy, self.box.width * scale, self.box.height * scale
        )
        points = self.points * np.float32(scale) + np.array([dx, dy], np.float32)
        return Face(box, points, self.confidence)


def in_ring(box: Box, picture_shape: tuple[int, ...]) -> bool:
    """Tell whether a face counts: its middle is no farther aside from the picture's than the ring's radius.

    Up and down the ring goes to the face: to those who sit, and to children.

    Args:
        box: The face, in pixels.
        picture_shape: (height, width, …) of the picture; the ring's diameter is RING_HEIGHT × height.
    """
    height, width = picture_shape[:2]
    return abs(box.centre[0] - width / 2) <= RING_HEIGHT * height / 2


def mirror_face(face: Face, picture_width: int) -> Face:
    """Give the face as it lies in the mirror image; a mirror image's left eye is the person's right one."""
    box = face.box
    points = face.points[MIRROR_ORDER].copy()
    points[:, 0] = picture_width - 1 - points[:, 0]
    place = Box(picture_width - box.x - box.width, box.y, box.width, box.height)
    return Face(place, points, face.confidence)


def overlap(one: Box, other: Box) -> float:
    """Measure intersection over union, in [0, 1]."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(0.0, width) * max(0.0, height)
    return shared / (one.area + other.area - shared)
