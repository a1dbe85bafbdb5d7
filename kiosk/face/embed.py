"""Turning a face into numbers: what an embedder is, and what a template is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.face.geometry import Face, Rgb


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """What a look leaves of a face; lives in memory and sealed, nowhere else.

    Attributes:
        values: float32, shape (dimensions,), unit length, read-only.
        embedder: Name of the embedder.
        embedder_sha256: Hash of its weights; only templates of one hash can be compared.
    """

    values: npt.NDArray[np.float32]
    embedder: str
    embedder_sha256: str

    def __repr__(self) -> str:
        return f"Template(embedder={self.embedder!r}, embedder_sha256={self.embedder_sha256!r})"


class Embedder(Protocol):
    """Something that turns a face into a vector; larger cosine means more alike.

    Attributes:
        name: Short and stable.
        sha256: Hash of the weights, 64 hexadecimal digits.
        dimensions: Length of a vector.
    """

    @property
    def name(self) -> str:
        """Name the embedder."""
        ...

    @property
    def sha256(self) -> str:
        """Give the hash of its weights."""
        ...

    @property
    def dimensions(self) -> int:
        """Give the length of a vector."""
        ...

    def embed(self, rgb: Rgb, face: Face, *, mirrored: bool = False) -> npt.NDArray[np.float32]:
        """Give the face's vector.

        Args:
            rgb: The picture the face was found in.
            face: With its points.
            mirrored: Embed the face's mirror image.

        Returns:
            float32, shape (dimensions,); its length tells how sure the embedder is, as `fuse` wants it.
        """
        ...


def fuse(vectors: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """Sum vectors of one face and bring the sum to unit length.

    Args:
        vectors: At least one; float32, shape (dimensions,).

    Returns:
        float32, shape (dimensions,), unit length, read-only.
    """
    total = np.stack(vectors).sum(axis=0, dtype=np.float64)
    fused = np.asarray(total / np.linalg.norm(total), np.float32)
    fused.flags.writeable = False
    return fused
