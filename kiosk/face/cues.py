"""The grain of a screen: sharp peaks in the spectrum of a face that is shown by pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from kiosk.face.geometry import Box, Rgb

PATCH_PX = 128
"""Side of the patch whose spectrum is taken, at the camera's own resolution."""

LOWEST_FREQUENCY = 0.15
"""In cycles per pixel: a face's own features lie below, a screen's pixels and their moiré above."""

SCREEN_GRAIN = 5.0
"""Height of the highest peak, in standard deviations of the logarithm of the spectrum, from which it is a screen's:
see `kiosk bench liveness` for what live clips reach."""


def screen_grain(rgb: Rgb, box: Box) -> float:
    """Measure the highest lone peak in the spectrum of the face's middle; 0 where the patch leaves the picture.

    Args:
        rgb: The frame.
        box: The face.
    """
    spectrum = log_spectrum(rgb, box)
    if spectrum is None:
        return 0.0
    # A lone peak stands out of its neighbourhood; an edge raises a whole ray.
    around = cv2.blur(spectrum.astype(np.float32), (9, 9))
    excess = (spectrum - around)[frequencies() >= LOWEST_FREQUENCY]
    return float(excess.max() / (excess.std() + 1e-6))


def log_spectrum(rgb: Rgb, box: Box) -> npt.NDArray[np.float64] | None:
    """Give the logarithm of the amplitudes in the face's middle; None where the patch leaves the picture.

    Returns:
        Shape (PATCH_PX, PATCH_PX / 2 + 1), as `numpy.fft.rfft2` orders it.
    """
    left, top = (round(middle - PATCH_PX / 2) for middle in box.centre)
    if left < 0 or top < 0:
        return None
    patch = rgb[top : top + PATCH_PX, left : left + PATCH_PX]
    if patch.shape[:2] != (PATCH_PX, PATCH_PX):
        return None
    luma = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.float32)
    window = np.hanning(PATCH_PX).astype(np.float32)
    amplitudes = np.abs(np.fft.rfft2((luma - luma.mean()) * window[:, None] * window[None, :]))
    return np.asarray(np.log1p(amplitudes), np.float64)


def frequencies() -> npt.NDArray[np.float64]:
    """Give cycles per pixel of each place of `log_spectrum`."""
    return np.asarray(np.hypot(np.fft.fftfreq(PATCH_PX)[:, None], np.fft.rfftfreq(PATCH_PX)), np.float64)
