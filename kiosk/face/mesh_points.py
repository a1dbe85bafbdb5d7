"""The five points that an embedder needs, taken from the mesh: for detectors that do not find the mouth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kiosk.face.geometry import Face, mirror_face
from kiosk.face.landmarks import LEFT_EYE, RIGHT_EYE

if TYPE_CHECKING:
    from kiosk.face.geometry import Rgb
    from kiosk.face.landmarks import Landmarker

NOSE_TIP = 1
RIGHT_MOUTH, LEFT_MOUTH = 61, 291
"""Points of mediapipe's mesh: the tip of the nose and the corners of the lips (face_mesh_connections.py)."""


class MeshPoints:
    """Find the five points with the mesh.

    Args:
        landmarker: Finds the mesh.
    """

    def __init__(self, landmarker: Landmarker) -> None:
        self._landmarker = landmarker

    def find(self, rgb: Rgb, face: Face, *, mirrored: bool = False) -> Face:
        """Give the face with all five points; ``face`` itself where no mesh is seen."""
        if mirrored:
            width = rgb.shape[1]
            found = self.find(np.ascontiguousarray(rgb[:, ::-1]), mirror_face(face, width))
            return mirror_face(found, width)
        landmarks = self._landmarker.find(rgb, face)
        if landmarks is None:
            return face
        mesh = landmarks.points[:, :2]
        eyes = [mesh[list(eye)].mean(axis=0) for eye in (RIGHT_EYE, LEFT_EYE)]
        points = np.stack([*eyes, mesh[NOSE_TIP], mesh[RIGHT_MOUTH], mesh[LEFT_MOUTH]])
        return Face(face.box, points.astype(np.float32), face.confidence)
