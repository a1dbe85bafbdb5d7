"""How well an open camera sees: how often, in what light and how sharply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from kiosk.camera.frame import Frame
    from kiosk.camera.source import FrameSource

FRAMES = 30
"""A second or two of a webcam; its own exposure has settled by then."""

SIDE_PX = 640
"""Longer side on which sharpness is measured, so that it means the same at every size."""

CONTRAST = 10.0
"""Least deviation of luma, of 255: on a bare wall nothing tells whether the lens is sharp."""

NS_PER_S = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Sight:
    """What some frames told; holds no pixels.

    Attributes:
        rate: Frames a second.
        brightness: Mean luma of the last frame, 0 to 255.
        sharpness: Power of the second difference over the contrast's, no unit, along the axis where it is less; None where
            there is nothing to see it on.
    """

    rate: float
    brightness: float
    sharpness: float | None


def measure_sight(source: FrameSource, within_s: float) -> Sight:
    """Take :data:`FRAMES` frames of an open camera; each is forgotten when the next one comes.

    Args:
        within_s: How long to wait for each.

    Raises:
        CameraGone: One did not come.
    """
    first = last = source.read(within_s)
    for _ in range(FRAMES - 1):
        last = source.read(within_s)
    span_s = (last.taken_at - first.taken_at) / NS_PER_S
    return Sight((FRAMES - 1) / span_s if span_s > 0 else 0.0, *_light_and_sharpness(last))


def _light_and_sharpness(frame: Frame) -> tuple[float, float | None]:
    scale = min(1.0, SIDE_PX / max(frame.pixels.shape[:2]))
    small = cv2.resize(frame.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    luma = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)
    contrast = float(luma.std())
    if contrast < CONTRAST:
        return float(luma.mean()), None
    least = min(float(np.diff(luma, 2, axis=axis).var()) for axis in (0, 1))
    return float(luma.mean()), least / contrast**2
