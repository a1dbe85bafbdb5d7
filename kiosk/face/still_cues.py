"""Cues of a screen or a print that were tried and decide nothing: how fast the spectrum falls, the edges of a frame.

`kiosk bench liveness` prints them for each file, so that clips of real attacks can show what they are worth
(docs/decisions/0013-covered-faces-and-light.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.face.cues import frequencies, log_spectrum

if TYPE_CHECKING:
    import numpy.typing as npt

    from kiosk.face.geometry import Box, Rgb

FALL_FROM, FALL_TO = 0.03, 0.3
"""In cycles per pixel: between them a picture of anything falls as a power of the frequency (Field 1987)."""

FRAME_SIDE_PX = 160
"""To which the face's surroundings are reduced before straight edges are looked for."""

FRAME_REACH = 1.9
"""Half the side of those surroundings, in heights of the face: a telephone held up shows a face nearly as wide as itself, a
sheet of paper leaves more around it."""

FRAME_LEAN = 0.2
"""Largest slope of a frame's edge against the picture's: 11°."""

EDGE_THRESHOLDS = (60, 160)
"""Of the gradient, for Canny: a bezel against a hall or a face, rather than folds of clothes."""


def spectrum_fall(rgb: Rgb, box: Box) -> float:
    """Measure the exponent by which the face's spectrum falls with the frequency; 0 where the patch leaves the picture.

    A picture taken of a picture is blurred twice, and should fall faster.
    """
    spectrum = log_spectrum(rgb, box)
    if spectrum is None:
        return 0.0
    inside = (frequencies() >= FALL_FROM) & (frequencies() <= FALL_TO)
    across = np.log(frequencies()[inside])
    # Each octave counts alike, though the higher ones hold more places.
    weight = frequencies()[inside] ** -2
    across -= np.average(across, weights=weight)
    return float(-(weight * across @ spectrum[inside]) / (weight * across @ across))


def framing_edges(rgb: Rgb, box: Box) -> float:
    """Measure the straight edges that frame a face to both sides, or above and below: a telephone's rim, a sheet's.

    Returns:
        In heights of the face, the shorter edge of the better pair; 0 without a pair.
    """
    x, y = box.centre
    reach = FRAME_REACH * box.height
    scale = FRAME_SIDE_PX / (2 * reach)
    # What lies beyond the picture repeats its border, and so has no edges across it.
    move = np.array([[scale, 0, FRAME_SIDE_PX / 2 - scale * x], [0, scale, FRAME_SIDE_PX / 2 - scale * y]])
    height, width = rgb.shape[:2]
    less = max(1, int(1 / scale / 2))
    small = cv2.resize(rgb, (max(1, width // less), max(1, height // less)), interpolation=cv2.INTER_AREA)
    move[:, :2] *= less
    grey = cv2.cvtColor(
        cv2.warpAffine(small, move, (FRAME_SIDE_PX, FRAME_SIDE_PX), borderMode=cv2.BORDER_REPLICATE),
        cv2.COLOR_RGB2GRAY,
    )
    face_px = box.height * scale
    lines = cv2.HoughLinesP(
        cv2.Canny(grey, *EDGE_THRESHOLDS), 1, np.pi / 90, 20, minLineLength=0.6 * face_px, maxLineGap=3
    )
    return 0.0 if lines is None else _framing(np.asarray(lines, np.float64).reshape(-1, 4), box, scale)


def _framing(lines: npt.NDArray[np.float64], box: Box, scale: float) -> float:
    """Give the better pair's shorter edge, in heights of the face.

    Args:
        lines: shape (n, 4), x and y of both ends, in the reduced surroundings, whose middle is the face's.
        box: The face, in the frame.
        scale: From the frame to the surroundings.
    """
    across, down = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    middle = (lines[:, :2] + lines[:, 2:]) / 2 - FRAME_SIDE_PX / 2
    length = np.hypot(across, down) / (scale * box.height)
    upright, level = np.abs(across) <= FRAME_LEAN * np.abs(down), np.abs(down) <= FRAME_LEAN * np.abs(across)
    beside = 0.55 * box.width * scale
    above = 0.55 * box.height * scale
    sides = [
        _longest(length, upright & (middle[:, 0] < -beside)),
        _longest(length, upright & (middle[:, 0] > beside)),
    ]
    ends = [
        _longest(length, level & (middle[:, 1] < -above)),
        _longest(length, level & (middle[:, 1] > above)),
    ]
    return max(min(sides), min(ends))


def _longest(length: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_]) -> float:
    return float(length[chosen].max(initial=0.0))
