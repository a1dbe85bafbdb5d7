"""How the nose moves against eyes and mouth: what a turning head does, and a turning picture cannot.

Eyes and mouth lie nearly in a plane, the nose stands out of it. In the affine frame of eyes and mouth the nose of a
flat picture stays where it is, however the picture is tilted; that of a head moves with the turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.face.landmarks import Landmarks

RIGHT_EYE_CORNERS, LEFT_EYE_CORNERS = (33, 133), (362, 263)
NOSE_TIP = 1
MOUTH_CORNERS = (61, 291)
"""Points of the mesh."""

TURN_SHIFT = 0.12
"""Least movement of the nose, in eye distances, that a turn of the head shows. Portraits tilted from straight to 40°
move by 0.09 at most, from one side to the other by 0.16; the turning heads of the sample clips by 0.15 to 0.6; people
who hold their heads still by half of 0.03 to 0.12 to either side. A flat picture is kept out by SHIFT_PER_SQUEEZE."""

TURN_YAW = 3.0
"""Least turn of the mesh, in degrees, that goes with it, to the same side."""

SHIFT_PER_SQUEEZE = 1.8
"""Least movement for each unit by which the face became narrower. A head turned by 15° shows 0.18 and is squeezed by 0.03;
a photograph bent around a bottle and swung by 35° shows 0.23 to 0.34, squeezed by 0.17 to 0.26."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One face's shape in one frame.

    Attributes:
        nose_x: Nose tip along the line of the eyes, from their middle, in eye distances; positive to the picture's right.
        width_to_height: Eye distance over the distance from eyes to mouth.
        yaw: Of the mesh, in degrees.
    """

    nose_x: float
    width_to_height: float
    yaw: float


def sight_of(landmarks: Landmarks) -> Sight:
    """Measure a face."""
    flat = landmarks.points[:, :2].astype(np.float64)
    right, left = (flat[list(corners)].mean(axis=0) for corners in (RIGHT_EYE_CORNERS, LEFT_EYE_CORNERS))
    middle, mouth = (right + left) / 2, flat[list(MOUTH_CORNERS)].mean(axis=0)
    across, down = left - right, mouth - middle
    nose_x, _ = np.linalg.solve(np.stack([across, down], axis=1), flat[NOSE_TIP] - middle)
    ratio = np.linalg.norm(across) / np.linalg.norm(down)
    return Sight(float(nose_x), float(ratio), landmarks.pose.yaw)


def is_turn(before: Sight, after: Sight, between: Sequence[Sight]) -> bool:
    """Tell whether a head turned from ``before`` to ``after``, rather than a flat picture of one.

    Args:
        before: Where the movement began.
        after: Where it ended.
        between: All that was seen from one to the other, both included.
    """
    shift = after.nose_x - before.nose_x
    yaw = after.yaw - before.yaw
    ratios = [sight.width_to_height for sight in between]
    squeeze = 1 - min(ratios) / max(ratios)
    enough = abs(shift) >= max(TURN_SHIFT, SHIFT_PER_SQUEEZE * squeeze)
    return enough and abs(yaw) >= TURN_YAW and (shift > 0) == (yaw > 0)


def smooth(sights: Sequence[Sight]) -> Sight:
    """Give the median of a few sights: one wrong frame proves nothing."""
    return Sight(
        float(np.median([sight.nose_x for sight in sights])),
        float(np.median([sight.width_to_height for sight in sights])),
        float(np.median([sight.yaw for sight in sights])),
    )
