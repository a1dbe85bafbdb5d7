"""One camera picture and the moment it was taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kiosk.lib.units import MonotonicNs


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture as every later stage receives it.

    Sources convert to this form; nobody downstream asks "BGR or RGB?" again.

    Attributes:
        pixels: uint8, shape (height, width, 3), RGB, read-only.
        taken_at: When the sensor delivered it.
        number: Counts up by one per delivered frame; a gap means frames were
            dropped on purpose (the face stage was busy).
    """

    pixels: npt.NDArray[np.uint8]
    taken_at: MonotonicNs
    number: int

    def __post_init__(self) -> None:
        self.pixels.flags.writeable = False
