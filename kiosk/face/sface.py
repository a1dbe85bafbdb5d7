"""SFace, the default embedder, through OpenCV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.camera.opencv_log import write_errors_only
from kiosk.errors import ModelCorrupt
from kiosk.face.embed import fuse
from kiosk.face.weights import Weights

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from kiosk.face.geometry import Face, Rgb


class SFace:
    """Embed faces with SFace 2021dec; one thread at a time.

    Args:
        weights: The ONNX file or its content.

    Raises:
        ModelMissing: The file cannot be read.
        ModelCorrupt: OpenCV cannot load it.
    """

    name = "sface"
    dimensions = 128

    def __init__(self, weights: bytes | Path) -> None:
        loaded = Weights.load(weights)
        write_errors_only()
        self.sha256 = loaded.sha256
        try:
            self._net = cv2.FaceRecognizerSF.create(
                "onnx", np.frombuffer(loaded.content, np.uint8), np.empty(0, np.uint8)
            )
        except cv2.error as error:
            raise ModelCorrupt(
                f"SFace's weights (SHA-256 {loaded.sha256}) cannot be loaded; run `kiosk models verify`"
            ) from error

    def embed(self, rgb: Rgb, face: Face) -> npt.NDArray[np.float32]:
        """Give the face's vector, fused with that of its mirror image.

        Args:
            rgb: The picture the face was found in.
            face: With all five points.

        Returns:
            float32, shape (128,), unit length.
        """
        # SFace was trained on BGR; alignCrop reads the points after the first four numbers.
        row = np.concatenate([np.zeros(4, np.float32), face.points.ravel(), np.ones(1, np.float32)])
        aligned = self._net.alignCrop(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), row[None, :])
        straight = np.array(self._net.feature(aligned), np.float32).ravel()
        mirrored = np.array(self._net.feature(cv2.flip(aligned, 1)), np.float32).ravel()
        return fuse([straight, mirrored])
