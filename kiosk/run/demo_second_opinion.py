"""A second engine's word on the demo's people: `face_recognition`, which nobody gets unless they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kiosk.camera.picture import read_picture
from kiosk.errors import ModelMissing
from kiosk.face.dlib_engine import DlibDetector, DlibEmbedder
from kiosk.face.embed import fuse

if TYPE_CHECKING:
    from kiosk.face.geometry import Rgb
    from kiosk.run.demo_people import Person

DIMMED = 0.7
"""How the same picture is changed, where a person has only one."""


def compare_with_face_recognition(first: Person, second: Person) -> str:
    """Tell in one line whether `face_recognition` also tells two people apart."""
    try:
        detector, embedder = DlibDetector(), DlibEmbedder()
    except ModelMissing as error:
        return f"not used: {error}"

    def embed(rgb: Rgb) -> np.ndarray[tuple[int], np.dtype[np.float32]] | None:
        faces = detector.detect(rgb)
        return fuse([embedder.embed(rgb, faces[0])]) if faces else None

    one = read_picture(first.pictures[0])
    again = read_picture(first.pictures[1]) if len(first.pictures) > 1 else (one * DIMMED).astype(np.uint8)
    vectors = [embed(rgb) for rgb in (one, again, read_picture(second.pictures[0]))]
    if any(vector is None for vector in vectors):
        return "second opinion: found no face in one of three pictures"
    a, b, c = (vector for vector in vectors if vector is not None)
    same, other = float(a @ b), float(a @ c)
    verdict = "agrees" if same > other else "DISAGREES"
    return f"second opinion on two people: same {same:.3f}, different {other:.3f} (cosine); {verdict}"
