"""Reading a model's weights together with the hash that names them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.errors import ModelMissing

EmbedderName = Literal["sface", "dlib"]
"""What the desk dictates."""

DetectorName = Literal["yunet", "mediapipe", "dlib"]

EMBEDDER_MODELS: dict[EmbedderName, tuple[str, ...]] = {
    "sface": ("sface",),
    "dlib": ("dlib_resnet", "dlib_shape_5"),
}
DETECTOR_MODELS: dict[DetectorName, tuple[str, ...]] = {
    "yunet": ("yunet",),
    "mediapipe": ("blazeface",),
    "dlib": ("dlib_shape_5",),
}


def needed_models(embedder: EmbedderName, detector: DetectorName) -> tuple[str, ...]:
    """Name the models of the store that a screen needs, its embedder's first."""
    return tuple(dict.fromkeys((*EMBEDDER_MODELS[embedder], *DETECTOR_MODELS[detector], "facemesh")))


@dataclass(frozen=True, slots=True)
class Weights:
    """A model file in memory.

    Attributes:
        content: The file's bytes.
        sha256: Their hash, 64 hexadecimal digits.
    """

    content: bytes
    sha256: str

    @classmethod
    def load(cls, source: bytes | Path | Weights) -> Weights:
        """Take weights or bytes as they are, or read a file.

        Raises:
            ModelMissing: The file cannot be read.
        """
        if isinstance(source, Weights):
            return source
        if isinstance(source, Path):
            try:
                content = source.read_bytes()
            except OSError as error:
                raise ModelMissing(
                    f"model file {source} cannot be read ({error.strerror}); run `kiosk models fetch`"
                ) from error
        else:
            content = source
        return cls(content, hashlib.sha256(content).hexdigest())
