"""YuNet, the default face detector, through OpenCV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from kiosk.camera.opencv_log import write_errors_only
from kiosk.errors import ModelCorrupt
from kiosk.face.geometry import Box, Face, Rgb
from kiosk.face.weights import Weights

if TYPE_CHECKING:
    from pathlib import Path

LONG_SIDE_PX = 320
"""Longer side of the picture that is searched; a larger one is reduced to it. A face that counts has 60 px between its
eyes in 1280 of width, and is then still some 30 px tall, three times what YuNet finds at the least; its landmarks are
found again from near."""

CONFIDENCE = 0.7
"""Least confidence of a face: OpenCV Zoo's demo uses 0.9 for clean pictures, this also finds faces in half shade."""

NMS_IOU = 0.3
"""Overlap from which two finds are one face (OpenCV Zoo's value)."""

TOP_K = 50
"""Finds kept before that; more people do not fit before a kiosk."""


class YuNet:
    """Detect faces with YuNet 2023mar; one thread at a time.

    Args:
        weights: The ONNX file or its content.

    Raises:
        ModelMissing: The file cannot be read.
        ModelCorrupt: OpenCV cannot load it.
    """

    name = "yunet"

    def __init__(self, weights: bytes | Path) -> None:
        loaded = Weights.load(weights)
        write_errors_only()
        self.sha256 = loaded.sha256
        buffer = np.frombuffer(loaded.content, np.uint8)
        try:
            self._net = cv2.FaceDetectorYN.create(
                "onnx",
                buffer,
                np.empty(0, np.uint8),
                (LONG_SIDE_PX, LONG_SIDE_PX),
                CONFIDENCE,
                NMS_IOU,
                TOP_K,
            )
        except cv2.error as error:
            raise ModelCorrupt(
                f"YuNet's weights (SHA-256 {loaded.sha256}) cannot be loaded; run `kiosk models verify`"
            ) from error

    def detect(self, rgb: Rgb) -> tuple[Face, ...]:
        """Find all faces, the largest first; coordinates in pixels of ``rgb``."""
        height, width = rgb.shape[:2]
        scale = min(1.0, LONG_SIDE_PX / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = rgb if scale == 1.0 else cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        self._net.setInputSize(size)
        # OpenCV gives None for no face, whatever its stubs say.
        rows: Any = self._net.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1]
        if rows is None:
            return ()
        faces = [_face(np.asarray(row, np.float32)).moved(1 / scale, 0, 0) for row in np.asarray(rows)]
        return tuple(sorted(faces, key=lambda face: face.box.area, reverse=True))


def _face(row: np.ndarray) -> Face:
    """Read one row: x, y, width, height, five points as x and y, confidence (OpenCV's layout)."""
    x, y, width, height = (float(value) for value in row[:4])
    return Face(Box(x, y, width, height), row[4:14].reshape(5, 2).copy(), float(row[14]))
