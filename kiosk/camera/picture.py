"""Reading a picture file into RGB pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})


def read_picture(path: Path) -> npt.NDArray[np.uint8]:
    """Read one picture, turned upright by its EXIF data.

    Returns:
        uint8, shape (height, width, 3), RGB.

    Raises:
        BadInput: The file is missing or is no picture.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"picture {path} cannot be read: {error.strerror}") from error
    pixels = None
    if content:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        raise BadInput(f"{path} is not a picture, or it is damaged")
    return np.asarray(pixels, np.uint8)


def enlarge(rgb: npt.NDArray[np.uint8], long_side_px: int) -> npt.NDArray[np.uint8]:
    """Bring a picture's longer side to a length, keeping its shape; uint8, shape (height, width, 3)."""
    scale = long_side_px / max(rgb.shape[:2])
    size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def pictures_in(folder: Path) -> list[Path]:
    """List the pictures of ``folder`` in order of name.

    Raises:
        BadInput: There is none.
    """
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if not found:
        raise BadInput(f"folder {folder} holds no picture ({', '.join(sorted(SUFFIXES))})")
    return found
