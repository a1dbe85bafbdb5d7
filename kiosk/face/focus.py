"""Where the face is in a portrait file, so that a replay can bring it into the ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.camera.picture import read_picture
from kiosk.camera.scene import Focus
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.face.detect import FaceDetector


def find_focus(picture: Path, detector: FaceDetector) -> Focus:
    """Find the largest face of a picture.

    Raises:
        BadInput: The picture is missing or damaged, or shows no face.
    """
    rgb = read_picture(picture)
    faces = detector.detect(rgb)
    if not faces:
        raise BadInput(f"picture {picture} shows no face")
    height, width = rgb.shape[:2]
    box = faces[0].box
    x, y = box.centre
    return Focus(min(max(x / width, 0.0), 1.0), min(max(y / height, 0.0), 1.0), min(box.height / height, 1.0))
