"""dlib's detector and embedder through face_recognition: an engine one opts into.

It mistakes East Asian faces far more often than SFace at the same setting, and its landmark models were trained on
data that is not free for commercial use, so it is never the default (docs/decisions/0005-faces.md).
"""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kiosk.errors import ModelMissing
from kiosk.face.embed import fuse
from kiosk.face.geometry import Box, Face, Rgb

if TYPE_CHECKING:
    import numpy.typing as npt


class DlibDetector:
    """Detect faces with dlib's HOG detector; the mouth's corners are not found."""

    name = "dlib-hog"

    def __init__(self) -> None:
        self._library = _load_library()

    def detect(self, rgb: Rgb) -> tuple[Face, ...]:
        """Find all faces, the largest first; coordinates in pixels of ``rgb``."""
        places = self._library.face_locations(rgb, model="hog")
        shapes = self._library.face_landmarks(rgb, face_locations=places, model="small")
        faces = [_face(place, shape) for place, shape in zip(places, shapes, strict=True)]
        return tuple(sorted(faces, key=lambda face: face.box.area, reverse=True))

    def close(self) -> None:
        """Nothing needs it."""


class DlibEmbedder:
    """Embed faces with dlib's ResNet.

    Raises:
        ModelMissing: face_recognition or its models are not installed.
    """

    name = "dlib"
    dimensions = 128

    def __init__(self) -> None:
        self._library = _load_library()
        weights = Path(self._library.api.face_recognition_model)
        self.sha256 = hashlib.sha256(weights.read_bytes()).hexdigest()

    def embed(self, rgb: Rgb, face: Face, *, mirrored: bool = False) -> npt.NDArray[np.float32]:
        """Give the face's vector, or its mirror image's; float32, shape (128,)."""
        width = rgb.shape[1]
        box = face.box
        top, bottom = round(box.y), round(box.y + box.height)
        left, right = round(box.x), round(box.x + box.width)
        if mirrored:
            rgb, left, right = rgb[:, ::-1], width - right, width - left
        vector = self._library.face_encodings(
            np.ascontiguousarray(rgb),
            known_face_locations=[(top, right, bottom, left)],
            num_jitters=1,
            model="small",
        )[0]
        return np.asarray(vector, np.float32)


class DocumentedUse:
    """face_recognition as its documentation uses it, to be measured against.

    Raises:
        ModelMissing: face_recognition or its models are not installed.
    """

    def __init__(self) -> None:
        self._library = _load_library()

    def locate(self, rgb: Rgb) -> list[tuple[int, int, int, int]]:
        """Call ``face_locations``: places as (top, right, bottom, left) in pixels."""
        return [tuple(place) for place in self._library.face_locations(rgb)]

    def encode(self, rgb: Rgb, place: tuple[int, int, int, int]) -> npt.NDArray[np.float32]:
        """Call ``face_encodings`` on one place, and bring the result to unit length; float32, shape (128,)."""
        vector = np.asarray(self._library.face_encodings(rgb, known_face_locations=[place])[0], np.float32)
        return fuse([vector])


def _face(place: tuple[int, int, int, int], shape: dict[str, list[tuple[int, int]]]) -> Face:
    """Read face_recognition's place (top, right, bottom, left) and small landmarks."""
    top, right, bottom, left = place
    points = np.full((5, 2), np.nan, np.float32)
    eyes = [np.mean(shape[eye], axis=0) for eye in ("left_eye", "right_eye")]
    points[:2] = sorted(eyes, key=lambda eye: float(eye[0]))
    points[2] = np.mean(shape["nose_tip"], axis=0)
    return Face(Box(left, top, right - left, bottom - top), points, 1.0)


def _load_library() -> Any:
    try:
        with warnings.catch_warnings():
            # face_recognition_models finds its files through pkg_resources, which warns that it will go.
            warnings.simplefilter("ignore")
            import face_recognition
    except ImportError as error:
        raise ModelMissing(f"engine dlib needs face_recognition and its models ({error})") from error
    return face_recognition
