"""SFace, the default embedder, on whichever runtime is the faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.errors import ModelCorrupt
from kiosk.face.network import open_network
from kiosk.face.onnx_tensor import read_floats
from kiosk.face.weights import Weights

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from kiosk.face.geometry import Face, FivePoints, Rgb
    from kiosk.face.network import RuntimeName

SIDE_PX = 112
INPUT = (1, 3, SIDE_PX, SIDE_PX)
"""Shape of what SFace reads."""

PLACES = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
"""Where the five points of a face lie in that picture: ArcFace's template, to which SFace was trained."""

MEAN_FACE = "fc1_beta"
"""The shift of SFace's last normalization: by construction the mean of all faces it was trained on. Every face has a
large part in this direction, which tells that it is a face and not whose; taken out, strangers look less alike
(docs/decisions/0012-who-is-who.md)."""


class SFace:
    """Embed faces with SFace 2021dec; one thread at a time.

    Args:
        weights: The ONNX file or its content.
        runtime: Who runs it.

    Raises:
        ModelMissing: The file cannot be read.
        ModelCorrupt: The runtime cannot load it.
    """

    name = "sface"
    dimensions = 128

    def __init__(self, weights: bytes | Path | Weights, runtime: RuntimeName = "opencv") -> None:
        loaded = Weights.load(weights)
        self.sha256 = loaded.sha256
        self._network = open_network(loaded, runtime)
        try:
            common = read_floats(loaded.content, MEAN_FACE)
        except ValueError as error:
            raise ModelCorrupt(
                f"weights with SHA-256 {loaded.sha256} are not SFace's; run `kiosk models verify`"
            ) from error
        self._common = common / np.linalg.norm(common)

    def embed(self, rgb: Rgb, face: Face, *, mirrored: bool = False) -> npt.NDArray[np.float32]:
        """Give the face's vector, or its mirror image's.

        Args:
            rgb: The picture the face was found in.
            face: With its points; a mouth that was not found is done without.
            mirrored: Embed the mirror image.

        Returns:
            float32, shape (128,), as long as SFace makes it, without what it has in common with all faces.
        """
        aligned = align(rgb, face.points)
        blob = cv2.dnn.blobFromImage(cv2.flip(aligned, 1) if mirrored else aligned)
        vector = self._network.run(np.asarray(blob, np.float32))["fc1"].ravel()
        return np.asarray(vector - (vector @ self._common) * self._common, np.float32)


def align(rgb: Rgb, points: FivePoints) -> Rgb:
    """Turn, scale and move a face so that its points come as near to PLACES as they can, by least squares.

    Returns:
        uint8, shape (112, 112, 3), RGB.

    Source: Umeyama 1991, without the reflection, which no face needs.
    """
    return np.asarray(
        cv2.warpAffine(rgb, _similarity(points.astype(np.float64)), (SIDE_PX, SIDE_PX)), np.uint8
    )


def _similarity(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give the matrix (2, 3) from the picture to PLACES; in the plane, turn and scale are one complex number."""
    found = np.isfinite(points).all(axis=1)
    middle, target = points[found].mean(axis=0), PLACES[found].mean(axis=0)
    have, want = points[found] - middle, PLACES[found] - target
    square = float((have**2).sum())
    cos = float((have * want).sum()) / square
    sin = float((have[:, 0] * want[:, 1] - have[:, 1] * want[:, 0]).sum()) / square
    turn = np.array([[cos, -sin], [sin, cos]])
    return np.column_stack([turn, target - turn @ middle])
