"""Codes held before the camera, read without looking for faces."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import cv2

if TYPE_CHECKING:
    from kiosk.camera.frame import Frame


class QrReader:
    """Read QR codes from frames; one thread at a time."""

    def __init__(self) -> None:
        self._detector = cv2.QRCodeDetector()

    def read(self, frame: Frame) -> str | None:
        """Give the text of the code in the frame; None without one, or with one that is not readable."""
        grey = cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY)
        # OpenCV fails so on some shapes that only look like a code.
        with contextlib.suppress(cv2.error, UnicodeDecodeError):
            text, _, _ = self._detector.detectAndDecode(grey)
            return text or None
        return None
