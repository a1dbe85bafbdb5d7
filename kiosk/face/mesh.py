"""The network of the face mesh, run by mediapipe or by OpenCV: the same points from either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import cv2
import numpy as np

from kiosk.camera.opencv_log import write_errors_only
from kiosk.errors import ModelCorrupt
from kiosk.face.mediapipe_import import import_vision
from kiosk.face.mediapipe_task import MediapipeTask
from kiosk.face.network import file_in_memory

if TYPE_CHECKING:
    from kiosk.face.geometry import Rgb
    from kiosk.face.network import Floats
    from kiosk.face.processor import MeshRuntime
    from kiosk.face.weights import Weights

CUT_SIDE_PX = 192
"""Side of the picture that the mesh reads."""

MESH_POINTS = 468

POINTS_OUTPUT, PRESENCE_OUTPUT = "conv2d_21", "conv2d_31"
"""Names in face_landmark.tflite of the layers that give the points and how sure the mesh is of a face."""

LEVELS = 255
"""Largest level of a channel; the mesh was trained on 0 to 1 (the file's own metadata, which mediapipe follows)."""


class Mesh(Protocol):
    """A loaded mesh; one thread at a time."""

    def run(self, cut: Rgb) -> tuple[Floats, float]:
        """Give the points of a face, float32, shape (468, 3), in pixels of ``cut``, and the logit that it is one.

        Args:
            cut: uint8, shape (192, 192, 3), RGB, contiguous: the face with its eyes level.
        """
        ...

    def close(self) -> None:
        """Let go of the model; harmless when done already."""
        ...


def open_mesh(weights: Weights, runtime: MeshRuntime) -> Mesh:
    """Load the 468-point mesh, TensorFlow Lite with metadata.

    Raises:
        ModelCorrupt: The runtime cannot load it.
        EnvironmentProblem: The kernel cannot take the right to the internet away.
    """
    return MediapipeMesh(weights) if runtime == "mediapipe" else OpenCvMesh(weights)


class MediapipeMesh:
    """The mesh run by mediapipe.

    It is run through the image embedder, which hands out a model's numbers as they are: less than half of the time
    and memory that the landmarker takes for the same points, as that one searches for the face once more.
    """

    def __init__(self, weights: Weights) -> None:
        self._mesh = MediapipeTask(lambda: _load(weights.content))

    def run(self, cut: Rgb) -> tuple[Floats, float]:
        """Give the points and the logit."""
        import mediapipe as mp

        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=cut)
        points, presence = (
            np.asarray(head.embedding, np.float32) for head in self._mesh.task.embed(image).embeddings
        )
        return points.reshape(MESH_POINTS, 3), float(presence[0])

    def close(self) -> None:
        """Let go of the model; harmless when done already."""
        self._mesh.close()


class OpenCvMesh:
    """The mesh run by OpenCV's DNN module, on processors that mediapipe's wheel is not for."""

    def __init__(self, weights: Weights) -> None:
        write_errors_only()
        try:
            # The new engine of OpenCV 5.0 gives the last layer's output only, and so does every engine where it is
            # given the file's bytes instead of a path: whichever engine is asked for, it then takes the new one.
            with file_in_memory(weights.content) as path:
                self._net = cv2.dnn.readNetFromTFLite(path, cv2.dnn.ENGINE_CLASSIC)
        except cv2.error as error:
            raise _corrupt() from error

    def run(self, cut: Rgb) -> tuple[Floats, float]:
        """Give the points and the logit."""
        self._net.setInput(cv2.dnn.blobFromImage(cut, 1 / LEVELS))
        points, presence = self._net.forward([POINTS_OUTPUT, PRESENCE_OUTPUT])
        return np.array(points, np.float32).reshape(MESH_POINTS, 3), float(np.ravel(presence)[0])

    def close(self) -> None:
        """Nothing needs it."""


def _load(mesh: bytes) -> Any:
    vision, base_options = import_vision()
    try:
        options = vision.ImageEmbedderOptions(base_options=base_options(model_asset_buffer=mesh))
        return vision.ImageEmbedder.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        raise _corrupt() from error


def _corrupt() -> ModelCorrupt:
    return ModelCorrupt("facemesh cannot be loaded; run `kiosk models verify`")
