"""Reading a model's weights together with the hash that names them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.errors import ModelMissing

EngineName = Literal["sface", "dlib"]
"""What the desk dictates, named after the embedder."""

NEEDED: dict[EngineName, tuple[str, ...]] = {
    "sface": ("sface", "yunet", "facemesh"),
    "dlib": ("dlib_resnet", "dlib_shape_5", "facemesh"),
}
"""The models of the store that an engine needs, its embedder first."""


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
    def load(cls, source: bytes | Path) -> Weights:
        """Take bytes as they are, or read a file.

        Raises:
            ModelMissing: The file cannot be read.
        """
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
