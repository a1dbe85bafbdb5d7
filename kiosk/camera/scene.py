"""Drawing one portrait as a person who stands before the kiosk."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.camera.picture import read_picture
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

Rgb: TypeAlias = npt.NDArray[np.uint8]

FACE_HEIGHT = 0.45
"""Height of a face that has stepped up, in heights of the picture: fills the ring (0.6) with room to spare."""

FAR_SCALE = 0.3
"""Size of a person at the edge of the picture against the size in the ring."""

FEATHER = 0.06
"""Width of a portrait's soft border in widths of the portrait, so that its edge is no line."""

SWAY_PERIOD_S = 2.9
"""How long a standing person's small sway takes; slower than breathing would look frozen."""

SWAY = 0.006
"""How far that goes, in heights of the picture: a few pixels at 720 lines."""

SWAY_DEGREES = 1.0
"""How far the head tilts while swaying."""


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the face is in a portrait, in fractions of the portrait's width and height.

    The default suits LFW's layout and passport pictures.
    """

    x: float = 0.5
    y: float = 0.5
    height: float = 0.45

    def __post_init__(self) -> None:
        if not (0 <= self.x <= 1 and 0 <= self.y <= 1 and 0 < self.height <= 1):
            raise BadInput(f"a face at {self} is not inside its portrait")


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture ready to be placed in a scene.

    Attributes:
        rgb: uint8, shape (height, width, 3).
        alpha: float32, shape (height, width), 0 at the border to 1 inside.
        focus: Where the face is.
    """

    rgb: Rgb
    alpha: npt.NDArray[np.float32]
    focus: Focus

    @classmethod
    def load(cls, path: Path, focus: Focus | None = None) -> Portrait:
        """Read a picture file.

        Raises:
            BadInput: It is missing or damaged.
        """
        rgb = read_picture(path)
        height, width = rgb.shape[:2]
        feather_px = max(1.0, FEATHER * width)
        x = np.minimum(np.arange(width), np.arange(width)[::-1]) / feather_px
        y = np.minimum(np.arange(height), np.arange(height)[::-1]) / feather_px
        alpha = np.clip(np.minimum(x[None, :], y[:, None]), 0.0, 1.0).astype(np.float32)
        return cls(rgb, alpha, focus or Focus())


class Scene:
    """An empty hall into which one portrait can be drawn.

    Args:
        size: (width, height) in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size
        shade = np.linspace(176, 120, height, dtype=np.float32)[:, None, None]
        tint = np.array([1.0, 0.99, 0.96], np.float32)
        self._hall: Rgb = np.broadcast_to(shade * tint, (height, width, 3)).astype(np.uint8)
        self._hall.flags.writeable = False

    def empty(self) -> Rgb:
        """Show the hall without anybody; read-only."""
        return self._hall

    def with_picture(self, rgb: Rgb) -> Rgb:
        """Show the hall with a picture in its middle; uint8, shape (height, width, 3), read-only.

        Args:
            rgb: No larger than the hall.
        """
        height, width = self._hall.shape[:2]
        top, left = (height - rgb.shape[0]) // 2, (width - rgb.shape[1]) // 2
        shown = self._hall.copy()
        shown[top : top + rgb.shape[0], left : left + rgb.shape[1]] = rgb
        shown.flags.writeable = False
        return shown

    def with_person(self, portrait: Portrait, nearness: float, standing_s: float) -> Rgb:
        """Show the hall with a person.

        Args:
            portrait: Who stands there.
            nearness: 0 out of the picture, 1 in the middle of the ring.
            standing_s: Seconds that drive the small natural motion.

        Returns:
            uint8, shape (height, width, 3), RGB.
        """
        if nearness <= 0:
            return self._hall
        height, width = self._hall.shape[:2]
        turn = 2 * math.pi * standing_s / SWAY_PERIOD_S
        eased = nearness * nearness * (3 - 2 * nearness)  # smoothstep: people slow down as they arrive
        face_px = FACE_HEIGHT * height * (FAR_SCALE + (1 - FAR_SCALE) * eased)
        scale = face_px / (portrait.focus.height * portrait.rgb.shape[0])
        scale *= 1 + SWAY * math.sin(0.7 * turn)
        centre_x = width * (-0.1 + 0.6 * eased) + SWAY * height * math.sin(turn)
        centre_y = height * 0.5 + SWAY * height * math.cos(1.3 * turn)
        move = cv2.getRotationMatrix2D(
            (portrait.focus.x * portrait.rgb.shape[1], portrait.focus.y * portrait.rgb.shape[0]),
            SWAY_DEGREES * math.sin(0.9 * turn),
            scale,
        )
        move[0, 2] += centre_x - portrait.focus.x * portrait.rgb.shape[1]
        move[1, 2] += centre_y - portrait.focus.y * portrait.rgb.shape[0]
        person = cv2.warpAffine(portrait.rgb, move, (width, height), flags=cv2.INTER_LINEAR)
        alpha = cv2.warpAffine(portrait.alpha, move, (width, height), flags=cv2.INTER_LINEAR)
        return np.asarray(cv2.blendLinear(person, self._hall, alpha, 1 - alpha), np.uint8)
