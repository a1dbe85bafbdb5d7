"""Codes as a camera sees them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def qr_picture(text: str) -> npt.NDArray[np.uint8]:
    """Draw a QR code as a camera sees it on a card: grey on light grey, RGB."""
    from kiosk.lib.qr import qr_matrix

    modules = np.array(qr_matrix(text), np.uint8)
    grey = np.kron(np.where(modules, 50, 215).astype(np.uint8), np.ones((6, 6), np.uint8))
    return np.repeat(grey[:, :, None], 3, axis=2)
