"""Whether a face in one frame is good enough for a template, and what the citizen can do about it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.face.landmarks import Pose
from kiosk.face.occlusion import covering

if TYPE_CHECKING:
    import numpy.typing as npt

    from kiosk.face.geometry import Box, Face, FivePoints, Rgb
    from kiosk.face.landmarks import Landmarks

EYE_DISTANCE_PX = 60.0
"""Least inter-eye distance: ISO/IEC 19794-5:2005, 8.4.1 (90 is its best practice); SFace itself works at 35."""

SHARPNESS = 0.04
"""Least share of fine detail in the aligned face; see Quality. Measured on LFW: 0.3% of the pictures as they are fall
below it, half of those smeared by a fifth of the eye distance, nine in ten smeared by a third."""

DARKEST_MEAN = 50.0
BRIGHTEST_MEAN = 215.0
"""Mean brightness of the face, 0 to 255: of LFW's pictures, 0.1% are darker and none is brighter."""

BACKLIT_FACE = 90.0
BACKLIT_SURROUND = 90.0
"""A face darker than the first, before a surround lighter than it by more than the second, has the light behind it; see
`kiosk bench quality` for how often that is said of LFW's pictures, and of the same with the light put behind."""

YAW_DEGREES = 30.0
PITCH_DEGREES = 30.0
ROLL_DEGREES = 30.0
"""Largest turn of the head. Of LFW's pictures, whose people seldom look into the camera, 2.5% are turned farther."""

CROP_PX = 112
"""Side of the upright face on which sharpness and exposure are measured: the size embedders see."""

CROP_EYES = ((38.3, 51.7), (73.5, 51.5))
"""Where the eyes lie in it: ArcFace's reference points, which SFace shares."""

FACE_ROWS, FACE_COLUMNS = slice(36, 104), slice(28, 84)
"""Part of it that is nothing but face: what is behind the head must not make the face look light."""


LUMA = np.array([0.299, 0.587, 0.114])
"""Of R, G, B (ITU-R BT.601), as OpenCV's."""

BEST_EYE_DISTANCE_PX = 90.0
"""ISO/IEC 19794-5:2005, best practice: more pixels do not make a better template."""

BEST_SHARPNESS = 0.1
"""Sharpness from which more makes no better template: 97% of LFW's pictures have it."""

BEST_BRIGHTNESS = (80.0, 180.0)
"""Mean luma between which light costs a face nothing: 97% of LFW's faces."""


class Hint(StrEnum):
    """What the citizen is told; worded by the screen."""

    NOBODY = "nobody"
    CLOSER = "closer"
    LOOK_STRAIGHT = "look_straight"
    COVERED = "covered"
    BACKLIT = "backlit"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    HOLD_STILL = "hold_still"
    FOLLOW_DOT = "follow_dot"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Quality:
    """One face in one frame, in the terms of ISO/IEC 29794-5.

    Attributes:
        eye_distance_px: Inter-eye distance in the frame, in pixels.
        sharpness: Power of the second derivative over the face's own contrast power, no unit, along the axis where
            it is less; blur and motion lower it, light and size of the face hardly do.
        brightness: Mean luma of the face, 0 to 255.
        surround: Mean luma of what is beside and above the head, 0 to 255.
        covering: How much the face looks covered, see `kiosk.face.occlusion`; above 0 it is taken for covered.
        pose: Of the head.
    """

    eye_distance_px: float
    sharpness: float
    brightness: float
    surround: float
    covering: float
    pose: Pose

    @property
    def score(self) -> float:
        """Worth of the frame for a template, in [0, 1]: each lack costs its share, and lacks multiply."""
        low, high = BEST_BRIGHTNESS
        size = min(1.0, self.eye_distance_px / BEST_EYE_DISTANCE_PX)
        sharp = min(1.0, self.sharpness / BEST_SHARPNESS)
        light = min(1.0, self.brightness / low, (255 - self.brightness) / (255 - high))
        turned = math.hypot(self.pose.yaw, self.pose.pitch) / math.hypot(YAW_DEGREES, PITCH_DEGREES)
        return max(0.0, size * sharp * light * (1 - turned))


def measure_quality(rgb: Rgb, face: Face, landmarks: Landmarks) -> Quality:
    """Measure a face whose landmarks were found."""
    crop, move = upright(rgb, face.points)
    luma = np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.float32)
    return Quality(
        face.eye_distance_px,
        _sharpness(luma),
        float(luma[FACE_ROWS, FACE_COLUMNS].mean()),
        _surround(rgb, face.box),
        covering(crop, landmarks.points[:, :2] @ move[:, :2].T + move[:, 2]),
        landmarks.pose,
    )


def judge(quality: Quality) -> Hint:
    """Name the first thing to put right, the one that spoils the others first."""
    pose = quality.pose
    if quality.eye_distance_px < EYE_DISTANCE_PX:
        return Hint.CLOSER
    if quality.covering > 0:
        return Hint.COVERED
    if quality.brightness < BACKLIT_FACE and quality.surround - quality.brightness > BACKLIT_SURROUND:
        return Hint.BACKLIT
    if quality.brightness < DARKEST_MEAN:
        return Hint.TOO_DARK
    if quality.brightness > BRIGHTEST_MEAN:
        return Hint.TOO_BRIGHT
    if abs(pose.yaw) > YAW_DEGREES or abs(pose.pitch) > PITCH_DEGREES or abs(pose.roll) > ROLL_DEGREES:
        return Hint.LOOK_STRAIGHT
    if quality.sharpness < SHARPNESS:
        return Hint.HOLD_STILL
    return Hint.OK


def upright(rgb: Rgb, points: FivePoints) -> tuple[Rgb, npt.NDArray[np.float64]]:
    """Cut the face out with its eyes at CROP_EYES.

    Returns:
        uint8, shape (CROP_PX, CROP_PX, 3), RGB; and float64, shape (2, 3), the move from the picture to it.
    """
    right, left = (complex(x, y) for x, y in points[:2])
    target_right, target_left = (complex(x, y) for x, y in CROP_EYES)
    turn = (target_left - target_right) / (left - right)
    shift = target_right - turn * right
    move = np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
    # A face much larger than the crop is cut out larger and averaged down: sampled at once, its grain would look sharp.
    times = max(1, round(1 / abs(turn)))
    side = times * CROP_PX
    crop = cv2.warpAffine(rgb, times * move, (side, side), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(crop, (CROP_PX, CROP_PX), interpolation=cv2.INTER_AREA), np.uint8), move


def _surround(rgb: Rgb, box: Box) -> float:
    """Measure the mean luma left and right of the head and above it; 0 where the face fills the picture."""
    across, down = box.width, box.height
    strips = (
        (box.x - 0.6 * across, box.y, 0.4 * across, 0.6 * down),
        (box.x + 1.2 * across, box.y, 0.4 * across, 0.6 * down),
        (box.x, box.y - 0.6 * down, across, 0.3 * down),
    )
    pixels = [_every_fourth(rgb, *strip) for strip in strips]
    seen = np.concatenate(pixels)
    return float((seen @ LUMA).mean()) if len(seen) else 0.0


def _every_fourth(rgb: Rgb, x: float, y: float, width: float, height: float) -> Rgb:
    """Give every fourth pixel of every fourth row of a rectangle, as far as it is in the picture; shape (n, 3)."""
    rows = slice(max(0, round(y)), max(0, round(y + height)), 4)
    columns = slice(max(0, round(x)), max(0, round(x + width)), 4)
    return rgb[rows, columns].reshape(-1, 3)


def _sharpness(luma: npt.NDArray[np.float32]) -> float:
    contrast = float(luma.var())
    if contrast == 0:
        return 0.0
    across = float(cv2.Sobel(luma, cv2.CV_32F, 2, 0).var())
    down = float(cv2.Sobel(luma, cv2.CV_32F, 0, 2).var())
    return min(across, down) / contrast
