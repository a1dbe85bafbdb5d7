"""SFace, the default embedder, through OpenCV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.camera.opencv_log import write_errors_only
from kiosk.errors import ModelCorrupt
from kiosk.face.onnx_tensor import read_floats
from kiosk.face.weights import Weights

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from kiosk.face.geometry import Face, FivePoints, Rgb


CROP_SPAN = 3.0
"""Side of the part of the picture that is turned to BGR, in heights of the face: the aligned face reaches to half of it."""


MEAN_FACE = "fc1_beta"
"""The shift of SFace's last normalization: by construction the mean of all faces it was trained on. Every face has a
large part in this direction, which tells that it is a face and not whose; taken out, strangers look less alike
(docs/decisions/0012-who-is-who.md)."""


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
            common = read_floats(loaded.content, MEAN_FACE)
        except (cv2.error, ValueError) as error:
            raise ModelCorrupt(
                f"SFace's weights (SHA-256 {loaded.sha256}) cannot be loaded; run `kiosk models verify`"
            ) from error
        self._common = common / np.linalg.norm(common)

    def embed(self, rgb: Rgb, face: Face, *, mirrored: bool = False) -> npt.NDArray[np.float32]:
        """Give the face's vector, or its mirror image's.

        Args:
            rgb: The picture the face was found in.
            face: With all five points.
            mirrored: Embed the mirror image.

        Returns:
            float32, shape (128,), as long as SFace makes it, without what it has in common with all faces.
        """
        # SFace was trained on BGR; alignCrop reads the points after the first four numbers.
        cut, points = _around(rgb, face)
        row = np.concatenate([np.zeros(4, np.float32), points.ravel(), np.ones(1, np.float32)])
        aligned = self._net.alignCrop(cv2.cvtColor(cut, cv2.COLOR_RGB2BGR), row[None, :])
        if mirrored:
            aligned = cv2.flip(aligned, 1)
        vector = np.array(self._net.feature(aligned), np.float32).ravel()
        return np.asarray(vector - (vector @ self._common) * self._common, np.float32)


def _around(rgb: Rgb, face: Face) -> tuple[Rgb, FivePoints]:
    """Cut off what is far from the face, as turning the colours of a whole frame takes longer than the rest."""
    side = CROP_SPAN * max(face.box.width, face.box.height)
    left, top = (max(0, int(middle - side / 2)) for middle in face.box.centre)
    right, bottom = (max(1, int(middle + side / 2)) for middle in face.box.centre)
    cut = rgb[top:bottom, left:right]
    return cut, face.points - np.array([left, top], np.float32)
