"""Which models make up an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.errors import ConfigInvalid
from kiosk.face.detect import NearLook, PointFinder
from kiosk.face.landmarks import MeshLandmarks
from kiosk.face.mesh import open_mesh
from kiosk.face.mesh_points import MeshPoints
from kiosk.face.pipeline import FacePipeline
from kiosk.face.processor import mesh_runtime
from kiosk.face.runtime_choice import use_opencv
from kiosk.face.weights import Weights

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.face.detect import FaceDetector
    from kiosk.face.embed import Embedder
    from kiosk.face.processor import MeshRuntime
    from kiosk.face.runtime_choice import ChooseRuntime
    from kiosk.face.weights import DetectorName, EmbedderName

UNFIT = 'face.detector: mediapipe cannot run on this processor (ARMv8.3 and later); set it to "yunet"'


def build_pipeline(
    embedder: EmbedderName,
    weights: Callable[[str], Path],
    *,
    detector: DetectorName = "yunet",
    choose: ChooseRuntime = use_opencv,
    fit: Callable[[], MeshRuntime] = mesh_runtime,
) -> FacePipeline:
    """Load an engine's models; takes about a second, so call it after the first picture is on the screen.

    Args:
        embedder: Which makes the templates.
        weights: Gives the file of a model by its name in the model store.
        detector: Which finds the faces.
        choose: Gives the runtime of each ONNX model.
        fit: Gives the runtime of the mesh that this processor can execute.

    Raises:
        ModelMissing: A file is not there.
        ModelCorrupt: A file does not load.
        ConfigInvalid: The detector is one that this processor cannot execute.
    """
    # First, while nothing else is in memory: loading SFace takes 100 MB for a moment.
    made = _build_embedder(embedder, weights, choose)
    finder = build_detector(detector, weights, choose, fit)
    landmarker = MeshLandmarks(open_mesh(Weights.load(weights("facemesh")), fit()))
    # Of the three only YuNet finds the corners of the mouth.
    points: PointFinder = NearLook(finder) if detector == "yunet" else MeshPoints(landmarker)
    return FacePipeline(finder, landmarker, made, points)


def build_detector(
    name: DetectorName,
    weights: Callable[[str], Path],
    choose: ChooseRuntime = use_opencv,
    fit: Callable[[], MeshRuntime] = mesh_runtime,
) -> FaceDetector:
    """Load a detector; arguments and errors as :func:`build_pipeline`."""
    if name == "dlib":
        from kiosk.face.dlib_engine import DlibDetector

        return DlibDetector()
    if name == "mediapipe":
        if fit() != "mediapipe":
            raise ConfigInvalid(UNFIT)
        from kiosk.face.blazeface import BlazeFace

        return BlazeFace(weights("blazeface"))

    from kiosk.face.yunet import TYPICAL_INPUT, YuNet

    loaded = Weights.load(weights("yunet"))
    return YuNet(loaded, choose(loaded, TYPICAL_INPUT))


def _build_embedder(name: EmbedderName, weights: Callable[[str], Path], choose: ChooseRuntime) -> Embedder:
    if name == "dlib":
        from kiosk.face.dlib_engine import DlibEmbedder

        return DlibEmbedder()

    from kiosk.face.sface import INPUT, SFace

    loaded = Weights.load(weights("sface"))
    return SFace(loaded, choose(loaded, INPUT))
