"""A face small enough to be shown beside its ticket, where the office has switched that on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from kiosk.face.geometry import Box, Rgb

SIZE_PX = (96, 120)
"""Width and height: enough to tell two neighbours apart, of no use for anything else."""

MARGIN = 0.35
"""Of the face's size around it: hair and collar are what an officer looks for in a hall."""

JPEG_QUALITY = 80


def small_picture(pixels: Rgb, box: Box) -> bytes:
    """Cut a face out of a frame as JPEG of about 4 kB.

    Args:
        pixels: uint8, shape (height, width, 3), RGB.
        box: Of the face, in pixels of the frame.
    """
    width, height = SIZE_PX
    across, down = box.centre
    tall = box.height * (1 + 2 * MARGIN)
    left, top = across - tall * width / height / 2, down - tall / 2
    scale = height / tall
    matrix = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]], np.float64)
    cut = cv2.warpAffine(pixels, matrix, SIZE_PX, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    _ok, encoded = cv2.imencode(
        ".jpg", cv2.cvtColor(cut, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    )
    return encoded.tobytes()
