"""BlazeFace, mediapipe's short-range face detector: one that may be chosen instead of YuNet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kiosk.errors import ModelCorrupt
from kiosk.face.geometry import Box, Face, Rgb
from kiosk.face.mediapipe_import import import_vision
from kiosk.face.mediapipe_task import MediapipeTask
from kiosk.face.weights import Weights

if TYPE_CHECKING:
    from pathlib import Path

CONFIDENCE = 0.5
"""mediapipe's own default."""

EYES_AND_NOSE = 3
"""Of BlazeFace's six points the first three are those of `FivePoints`; it finds the mouth's middle, not its corners."""


class BlazeFace:
    """Detect faces up to two metres away; one thread at a time. The mouth's corners are not found.

    Args:
        weights: The TensorFlow Lite file with metadata, or its content.

    Raises:
        ModelMissing: The file cannot be read.
        ModelCorrupt: mediapipe cannot load it.
        EnvironmentProblem: The kernel cannot take the right to the internet away.
    """

    name = "blazeface"

    def __init__(self, weights: bytes | Path) -> None:
        content = Weights.load(weights).content
        self._detector = MediapipeTask(lambda: _load(content))

    def detect(self, rgb: Rgb) -> tuple[Face, ...]:
        """Find the faces in the middle of a picture, the largest first; coordinates in pixels of ``rgb``.

        BlazeFace reads 128 px a side, whatever the picture, so what lies beside the middle square of a wide frame, where
        no ring is, is left out: faces in the ring are nearly twice as large then.
        """
        import mediapipe as mp

        height, width = rgb.shape[:2]
        left = max(0, (width - height) // 2)
        square = np.ascontiguousarray(rgb[:, left : left + min(width, height)])
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=square)
        found = self._detector.task.detect(image).detections
        faces = [_face(detection, square.shape).moved(1.0, left, 0) for detection in found]
        return tuple(sorted(faces, key=lambda face: face.box.area, reverse=True))

    def close(self) -> None:
        """Let go of the model; harmless when done already."""
        self._detector.close()


def _face(detection: Any, picture_shape: tuple[int, ...]) -> Face:
    height, width = picture_shape[:2]
    box = detection.bounding_box
    points = np.full((5, 2), np.nan, np.float32)
    for row, point in enumerate(detection.keypoints[:EYES_AND_NOSE]):
        points[row] = point.x * width, point.y * height
    place = Box(float(box.origin_x), float(box.origin_y), float(box.width), float(box.height))
    return Face(place, points, float(detection.categories[0].score))


def _load(content: bytes) -> Any:
    vision, base_options = import_vision()
    try:
        options = vision.FaceDetectorOptions(
            base_options=base_options(model_asset_buffer=content), min_detection_confidence=CONFIDENCE
        )
        return vision.FaceDetector.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        raise ModelCorrupt("blazeface cannot be loaded; run `kiosk models verify`") from error
