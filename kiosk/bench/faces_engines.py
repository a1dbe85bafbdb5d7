"""The two ways from a picture to a template that the bench compares."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.errors import BadInput
from kiosk.face.dlib_engine import DocumentedUse
from kiosk.face.engines import build_pipeline
from kiosk.lib.units import MonotonicNs
from kiosk.models.manifest import MODELS
from kiosk.models.store import path_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from kiosk.face.geometry import Face, Rgb
    from kiosk.face.runtime_choice import FastestRuntime
    from kiosk.face.weights import DetectorName, EmbedderName

NS_PER_MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Times:
    """How long one new face took, in milliseconds.

    Attributes:
        detect: Finding the faces of the picture.
        embed: From a found face to its template.
        frame: All that is done with a frame that shows a new face.
    """

    detect: float
    embed: float
    frame: float


class Engine(Protocol):
    """Something that makes templates of pictures."""

    @property
    def name(self) -> str:
        """Name it in the report."""
        ...

    def template(self, rgb: Rgb) -> npt.NDArray[np.float32] | None:
        """Give the template of the face nearest to the picture's middle, where LFW has its person; None without."""
        ...

    def time(self, rgb: Rgb) -> Times | None:
        """Time a frame that shows a new face; None where none is found."""
        ...

    def close(self) -> None:
        """Let go of the models."""
        ...


class KioskEngine:
    """The screen's own pipeline.

    Args:
        embedder: Which makes the templates.
        detector: Which finds the faces.
        runtimes: Chooses who runs the models.
    """

    def __init__(self, embedder: EmbedderName, detector: DetectorName, runtimes: FastestRuntime) -> None:
        self.name = f"{detector}+{embedder}"
        self._pipeline = build_pipeline(embedder, path_of, detector=detector, choose=runtimes)

    def find(self, rgb: Rgb) -> Face | None:
        """Give the face nearest to the picture's middle."""
        middle = np.array(rgb.shape[1::-1]) / 2
        faces = self._pipeline.detector.detect(rgb)
        return min(
            faces, key=lambda face: float(np.hypot(*(np.array(face.box.centre) - middle))), default=None
        )

    def template(self, rgb: Rgb) -> npt.NDArray[np.float32] | None:
        """Give the template of the face nearest to the picture's middle."""
        face = self.find(rgb)
        return None if face is None else self._pipeline.template_of(rgb, face)

    def time(self, rgb: Rgb) -> Times | None:
        """Time the search alone, the template alone, and one whole look at a frame."""
        started = time.perf_counter_ns()
        faces = self._pipeline.detector.detect(rgb)
        detected = time.perf_counter_ns()
        if not faces:
            return None
        self._pipeline.template_of(rgb, faces[0])
        embedded = time.perf_counter_ns()
        self._pipeline.look(Frame(rgb, MonotonicNs(0), 0))
        ended = time.perf_counter_ns()
        return Times(*(ns / NS_PER_MS for ns in (detected - started, embedded - detected, ended - embedded)))

    def close(self) -> None:
        """Let go of the models."""
        self._pipeline.close()


class FaceRecognitionEngine:
    """face_recognition as its documentation uses it: ``face_locations``, then ``face_encodings``."""

    name = "face_recognition"

    def __init__(self) -> None:
        self._library = DocumentedUse()

    def template(self, rgb: Rgb) -> npt.NDArray[np.float32] | None:
        """Give the encoding of the face nearest to the picture's middle, brought to unit length."""
        middle = np.array(rgb.shape[:2]) / 2
        places = self._library.locate(rgb)
        if not places:
            return None
        place = min(
            places, key=lambda p: float(np.hypot(*(np.array([p[0] + p[2], p[1] + p[3]]) / 2 - middle)))
        )
        return self._library.encode(rgb, place)

    def time(self, rgb: Rgb) -> Times | None:
        """Time both calls; together they are the whole."""
        started = time.perf_counter_ns()
        places = self._library.locate(rgb)
        detected = time.perf_counter_ns()
        if not places:
            return None
        self._library.encode(rgb, places[0])
        ended = time.perf_counter_ns()
        return Times(*(ns / NS_PER_MS for ns in (detected - started, ended - detected, ended - started)))

    def close(self) -> None:
        """Nothing needs it."""


def tell_runtimes(runtimes: FastestRuntime) -> dict[str, dict[str, Any]]:
    """Give, for each model that had a choice, which runtime was chosen and the milliseconds of a run under each."""
    names = {model.sha256: model.name for model in MODELS}
    return {
        names[sha256]: {"chosen": found.chosen} | {f"{runtime}_ms": ms for runtime, ms in found.ms.items()}
        for sha256, found in runtimes.known.items()
    }


def rival(name: str) -> Engine:
    """Load the engine to compare with.

    Raises:
        BadInput: There is none of that name.
        ModelMissing: It is not installed.
    """
    if name != FaceRecognitionEngine.name:
        raise BadInput(f"--vs {name} is not known; there is {FaceRecognitionEngine.name}")
    return FaceRecognitionEngine()
