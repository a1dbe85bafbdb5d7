"""YuNet, the default face detector, on whichever runtime is the faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.face.geometry import Box, Face, Rgb
from kiosk.face.network import open_network
from kiosk.face.weights import Weights

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from kiosk.face.network import Floats, RuntimeName

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


STRIDES = (8, 16, 32)
"""Pixels between the places at which YuNet looks for small, middle and large faces."""

TYPICAL_INPUT = (1, 3, 192, 320)
"""Shape of what a frame of 16:9 becomes, for measuring; the sides are multiples of the largest stride."""


class YuNet:
    """Detect faces with YuNet 2023mar; one thread at a time.

    Args:
        weights: The ONNX file or its content.
        runtime: Who runs it.

    Raises:
        ModelMissing: The file cannot be read.
        ModelCorrupt: The runtime cannot load it.
    """

    name = "yunet"

    def __init__(self, weights: bytes | Path | Weights, runtime: RuntimeName = "opencv") -> None:
        loaded = Weights.load(weights)
        self.sha256 = loaded.sha256
        self._network = open_network(loaded, runtime)

    def detect(self, rgb: Rgb) -> tuple[Face, ...]:
        """Find all faces, the largest first; coordinates in pixels of ``rgb``."""
        height, width = rgb.shape[:2]
        scale = min(1.0, LONG_SIDE_PX / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = rgb if scale == 1.0 else cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        right, below = (-side % STRIDES[-1] for side in size)
        padded = cv2.copyMakeBorder(small, 0, below, 0, right, cv2.BORDER_CONSTANT, value=(0, 0, 0))
        # YuNet was trained on BGR.
        outputs = self._network.run(np.asarray(cv2.dnn.blobFromImage(padded, swapRB=True), np.float32))
        rows = np.concatenate([_rows(outputs, stride, padded.shape[1] // stride) for stride in STRIDES])
        faces = [_face(row).moved(1 / scale, 0, 0) for row in _apart(rows)]
        return tuple(sorted(faces, key=lambda face: face.box.area, reverse=True))

    def close(self) -> None:
        """Nothing needs it."""


def _rows(outputs: dict[str, Floats], stride: int, columns: int) -> Floats:
    """Read the finds of one stride; shape (finds, 15): x, y, width, height, five points as x and y, confidence.

    Source: the decoding of OpenCV's FaceDetectorYN (face_detect.cpp), whose results a test compares.
    """
    scores = [np.clip(outputs[f"{part}_{stride}"].ravel(), 0, 1) for part in ("cls", "obj")]
    confidence = np.sqrt(scores[0] * scores[1])
    found = np.flatnonzero(confidence >= CONFIDENCE)
    place = np.column_stack([found % columns, found // columns]).astype(np.float32)
    box = outputs[f"bbox_{stride}"][0, found]
    middle, size = (place + box[:, :2]) * stride, np.exp(box[:, 2:]) * stride
    points = (outputs[f"kps_{stride}"][0, found].reshape(-1, 5, 2) + place[:, None]) * stride
    return np.column_stack([middle - size / 2, size, points.reshape(-1, 10), confidence[found]])


def _apart(rows: Floats) -> Floats:
    """Keep of finds that overlap the surest one."""
    boxes = rows[:, :4].astype(np.float64)
    kept: npt.NDArray[np.intp] = np.asarray(
        cv2.dnn.NMSBoxes(boxes.tolist(), rows[:, 14].tolist(), CONFIDENCE, NMS_IOU, top_k=TOP_K), np.intp
    )
    return rows[kept]


def _face(row: Floats) -> Face:
    x, y, width, height = (float(value) for value in row[:4])
    return Face(Box(x, y, width, height), row[4:14].reshape(5, 2).copy(), float(row[14]))
