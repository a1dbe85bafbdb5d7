"""Models and packages made for a test."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING

from kiosk.models.manifest import Model

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.models.manifest import Source

WEIGHTS = bytes(range(256)) * 4096


def model_of(content: bytes, *sources: Source, name: str = "made") -> Model:
    return Model(
        name=name,
        file=f"{name}.bin",
        purpose="shows how a model is fetched",
        licence="CC0-1.0",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sources=sources,
    )


def make_wheel(folder: Path, name: str, files: dict[str, bytes]) -> Path:
    """Write a wheel of version 1.0 that pip accepts."""
    info = f"{name}-1.0.dist-info"
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for member, content in files.items():
            archive.writestr(member, content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel
