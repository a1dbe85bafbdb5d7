"""Whether a face in one frame is good enough for a template, and what the citizen can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.face.landmarks import Pose

if TYPE_CHECKING:
    import numpy.typing as npt

    from kiosk.face.geometry import Face, FivePoints, Rgb

EYE_DISTANCE_PX = 60.0
"""Least inter-eye distance: ISO/IEC 19794-5:2005, 8.4.1 (90 is its best practice); SFace itself works at 35."""

SHARPNESS = 0.04
"""Least share of fine detail in the aligned face; see Quality. Measured on LFW: 0.3% of the pictures as they are fall
below it, half of those smeared by a fifth of the eye distance, nine in ten smeared by a third."""

DARKEST_MEAN = 50.0
BRIGHTEST_MEAN = 215.0
"""Mean brightness of the face, 0 to 255: of LFW's pictures, 0.1% are darker and none is brighter."""

YAW_DEGREES = 30.0
PITCH_DEGREES = 30.0
ROLL_DEGREES = 30.0
"""Largest turn of the head. Of LFW's pictures, whose people seldom look into the camera, 2.5% are turned farther."""

CROP_PX = 112
"""Side of the upright face on which sharpness and exposure are measured: the size embedders see."""

CROP_EYES = ((38.3, 51.7), (73.5, 51.5))
"""Where the eyes lie in it: ArcFace's reference points, which SFace shares."""


class Hint(StrEnum):
    """What the citizen is told; worded by the screen."""

    NOBODY = "nobody"
    CLOSER = "closer"
    LOOK_STRAIGHT = "look_straight"
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
        pose: Of the head.
    """

    eye_distance_px: float
    sharpness: float
    brightness: float
    pose: Pose


def measure_quality(rgb: Rgb, face: Face, pose: Pose) -> Quality:
    """Measure a face whose landmarks were found."""
    luma = upright_luma(rgb, face.points)
    return Quality(face.eye_distance_px, _sharpness(luma), float(luma.mean()), pose)


def judge(quality: Quality) -> Hint:
    """Name the first thing to put right, the one that spoils the others first."""
    pose = quality.pose
    if quality.eye_distance_px < EYE_DISTANCE_PX:
        return Hint.CLOSER
    if quality.brightness < DARKEST_MEAN:
        return Hint.TOO_DARK
    if quality.brightness > BRIGHTEST_MEAN:
        return Hint.TOO_BRIGHT
    if abs(pose.yaw) > YAW_DEGREES or abs(pose.pitch) > PITCH_DEGREES or abs(pose.roll) > ROLL_DEGREES:
        return Hint.LOOK_STRAIGHT
    if quality.sharpness < SHARPNESS:
        return Hint.HOLD_STILL
    return Hint.OK


def upright_luma(rgb: Rgb, points: FivePoints) -> npt.NDArray[np.float32]:
    """Cut the face out with its eyes at CROP_EYES.

    Returns:
        float32, shape (CROP_PX, CROP_PX), luma 0 to 255.
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
    small = cv2.resize(crop, (CROP_PX, CROP_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)


def _sharpness(luma: npt.NDArray[np.float32]) -> float:
    contrast = float(luma.var())
    if contrast == 0:
        return 0.0
    across = float(cv2.Sobel(luma, cv2.CV_32F, 2, 0).var())
    down = float(cv2.Sobel(luma, cv2.CV_32F, 0, 2).var())
    return min(across, down) / contrast
