"""Contrast between a text and what lies behind it, by the colours of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PyQt6.QtGui import QImage

if TYPE_CHECKING:
    from kiosk.ui.gallery.pieces import Box

Rgb = tuple[float, float, float]
"""Red, green, blue, 0 to 255 each."""

Pixels = npt.NDArray[np.uint8]
"""uint8, shape (height, width, 3), RGB."""

ALIKE = 40
"""Largest difference in one channel at which a pixel still has a colour: smoothing leaves few pixels exact."""

DARKEST = 0.04045
"""Share of a channel up to which it is linear. Source: WCAG 2.2, definitions."""

SAMPLES = 4000
"""Pixels looked at to find the colour behind a text: that colour fills most of it."""


def pixels_of(picture: QImage) -> Pixels:
    """Copy a picture's pixels."""
    image = picture.convertToFormat(QImage.Format.Format_RGB888)
    bits = image.constBits()
    assert bits is not None, "a grabbed picture has pixels"
    rows = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8)
    rows = rows.reshape(image.height(), image.bytesPerLine())[:, : 3 * image.width()]
    return rows.reshape(image.height(), image.width(), 3)


def rgb_of(colour: str) -> Rgb:
    """Read ``#rrggbb``."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def luminance(rgb: Rgb) -> float:
    """Give the relative luminance, 0 to 1. Source: WCAG 2.2, definitions."""
    red, green, blue = (
        share / 12.92 if share <= DARKEST else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Give the ratio, 1 to 21. Source: WCAG 2.2, definitions."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_contrast(pixels: Pixels, ink: Box, colour: Rgb, opacity: float) -> float | None:
    """Give the ratio of a text to the commonest colour around its letters.

    Returns:
        None where the letters cannot be found in the picture: something lies over them.
    """
    height, width = pixels.shape[:2]
    left, top = max(0, int(ink.left)), max(0, int(ink.top))
    part = pixels[top : min(height, round(ink.bottom)), left : min(width, round(ink.right))].reshape(-1, 3)
    if part.size == 0:
        return None
    behind = _commonest(part)
    red, green, blue = (opacity * c + (1 - opacity) * b for c, b in zip(colour, behind, strict=True))
    seen: Rgb = (red, green, blue)
    differences = np.abs(part.astype(np.int16) - np.array(seen, np.int16))
    is_drawn = bool((differences <= ALIKE).all(axis=1).any())
    return contrast(seen, behind) if is_drawn else None


def _commonest(pixels: Pixels) -> Rgb:
    """Give the commonest colour of pixels, shape (count, 3)."""
    some = pixels[:: max(1, len(pixels) // SAMPLES)].astype(np.uint32)
    values, counts = np.unique(some @ np.array([65536, 256, 1], np.uint32), return_counts=True)
    common = int(values[counts.argmax()])
    return common >> 16, common >> 8 & 255, common & 255
