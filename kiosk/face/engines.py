"""Which models make up an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.face.landmarks import MediapipeLandmarks
from kiosk.face.pipeline import FacePipeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.face.weights import EngineName


def build_pipeline(engine: EngineName, weights: Callable[[str], Path]) -> FacePipeline:
    """Load an engine's models; takes about a second, so call it after the first picture is on the screen.

    Args:
        engine: Which.
        weights: Gives the file of a model by its name in the model store.

    Raises:
        ModelMissing: A file is not there.
        ModelCorrupt: A file does not load.
    """
    if engine == "dlib":
        from kiosk.face.dlib_engine import DlibDetector, DlibEmbedder

        return FacePipeline(DlibDetector(), _landmarker(weights), DlibEmbedder())

    from kiosk.face.sface import SFace
    from kiosk.face.yunet import YuNet

    detector, embedder = YuNet(weights("yunet")), SFace(weights("sface"))
    return FacePipeline(detector, _landmarker(weights), embedder)


def _landmarker(weights: Callable[[str], Path]) -> MediapipeLandmarks:
    return MediapipeLandmarks(weights("facemesh"))
