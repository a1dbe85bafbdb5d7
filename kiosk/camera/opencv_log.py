"""How much OpenCV writes to standard error."""

from __future__ import annotations

import cv2


def write_errors_only() -> None:
    """Keep OpenCV's warnings, which repeat what our own errors say, off standard error; for the whole process."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
