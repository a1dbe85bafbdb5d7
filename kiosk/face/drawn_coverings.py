"""Masks, veils, bandages, dark glasses and hands drawn over a portrait, to measure whether they are noticed.

They are drawn: flat pieces of one colour or of a pattern, lit like the face beneath. Real ones have folds, straps and
shadows, and are found more easily or less.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from kiosk.face.geometry import Rgb

Points: TypeAlias = npt.NDArray[np.float32]
"""float32, shape (n, 2), pixels."""

Draw: TypeAlias = Callable[["Rgb", Points, np.random.Generator], "Rgb"]
"""Draws over a picture by the 468 points of its face's mesh."""

JAW = [93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323]
MASK_TOP = [346, 347, 197, 118, 117]
LOW_MASK_TOP = [425, 391, 164, 165, 205]
EYE_SLIT = [70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 345, 347, 197, 118, 116]
EYE_PADS = ([70, 105, 107, 168, 197, 118, 117, 116, 156], [300, 334, 336, 168, 197, 347, 346, 345, 383])
CHEEK_PADS = (
    [117, 50, 36, 206, 212, 135, 58, 132, 123],
    [346, 280, 266, 426, 432, 364, 288, 361, 352],
)
NOSE_BAND = [234, 117, 118, 6, 347, 346, 454, 361, 425, 2, 205, 132]
EYES = ((33, 133), (362, 263))
CHEEK = [50, 36, 205, 187]
FOREHEAD, CHIN, LIPS = 10, 152, 13
"""Points of the mesh."""

CLOTHS = (
    (165, 200, 222),
    (232, 232, 230),
    (28, 28, 30),
    (120, 125, 130),
    (200, 150, 160),
    (214, 184, 160),
    (60, 80, 130),
)
VEILS = ((25, 25, 28), (230, 228, 222), (90, 60, 110), (60, 100, 90), (190, 150, 120))
GAUZES = ((235, 232, 225), (230, 215, 195))
LENSES = ((22, 20, 20), (60, 40, 25))
"""Colours in even light, R, G, B."""

BACKLIGHT = 0.2
GAMMA = 2.2
"""Share of its light that a face is left with when the light is behind, and sRGB's exponent."""

EVEN_LIGHT = 150.0
"""Mean luma of a face in which a colour looks as it is named above."""

PATTERNED = 0.25
"""Share of masks with a printed pattern."""


def mask(rgb: Rgb, points: Points, rng: np.random.Generator) -> Rgb:
    """Draw a mask from the nose's bridge to the chin."""
    area = _filled(rgb, _grown(points[JAW + MASK_TOP], 1.04))
    return _covered(rgb, area, _one_of(CLOTHS, rng), rng, patterned=rng.random() < PATTERNED)


def mask_below_nose(rgb: Rgb, points: Points, rng: np.random.Generator) -> Rgb:
    """Draw a mask worn under the nose."""
    area = _filled(rgb, _grown(points[JAW[2:-2] + LOW_MASK_TOP], 1.04))
    return _covered(rgb, area, _one_of(CLOTHS, rng), rng, patterned=rng.random() < PATTERNED)


def veil(rgb: Rgb, points: Points, rng: np.random.Generator) -> Rgb:
    """Draw a veil that leaves the eyes free."""
    area = _filled(rgb, _head(points, 0.55, 0.72))
    area[_filled(rgb, _grown(points[EYE_SLIT], 1.06)) > 0] = 0
    return _covered(rgb, area, _one_of(VEILS, rng), rng)


def eye_pad(rgb: Rgb, points: Points, rng: np.random.Generator) -> Rgb:
    """Draw a gauze pad over one eye."""
    return _covered(rgb, _filled(rgb, _grown(points[_side(EYE_PADS, rng)], 1.05)), _one_of(GAUZES, rng), rng)


def cheek_pad(rgb: Rgb, points: Points, rng: np.random.Generator) -> Rgb:
    """Draw a gauze pad over one cheek."""
    return _covered(
        rgb, _filled(rgb, _grown(points[_side(CHEEK_PADS, rng)], 1.15)), _one_of(GAUZES, rng), rng
    )


def nose_bandage(rgb: Rgb, points: Points, rng: np.random.Generator) -> Rgb:
    """Draw a bandage around the head, over the nose."""
    return _covered(rgb, _filled(rgb, _grown(points[NOSE_BAND], 1.05)), _one_of(GAUZES, rng), rng)


def dark_glasses(rgb: Rgb, points: Points, rng: np.random.Generator) -> Rgb:
    """Draw dark glasses."""
    line = points[EYES[1][1]] - points[EYES[0][0]]
    width = float(np.linalg.norm(line))
    angle = float(np.degrees(np.arctan2(line[1], line[0])))
    down = np.array([-line[1], line[0]]) / width
    size = (0.48 * width * rng.uniform(0.9, 1.1), 0.36 * width * rng.uniform(0.85, 1.15))
    area = np.zeros(rgb.shape[:2], np.uint8)
    for corners in EYES:
        x, y = points[list(corners)].mean(axis=0) + 0.06 * width * down
        cv2.ellipse(area, ((float(x), float(y)), size, angle), 1, -1)
    inner = [tuple(int(n) for n in points[corner]) for corner in (EYES[0][1], EYES[1][0])]
    cv2.line(area, inner[0], inner[1], 1, max(2, int(0.04 * width)))
    return _covered(rgb, area, _one_of(LENSES, rng), rng, opacity=rng.uniform(0.85, 1.0))


def hand(rgb: Rgb, points: Points, rng: np.random.Generator) -> Rgb:
    """Draw a fist of the person's own skin before the mouth."""
    width = float(np.linalg.norm(points[EYES[1][1]] - points[EYES[0][0]]))
    x, y = (float(n) for n in points[LIPS])
    area = np.zeros(rgb.shape[:2], np.uint8)
    cv2.ellipse(area, ((x, y), (0.85 * width, 0.6 * width), float(rng.uniform(-30, 30))), 1, -1)
    skin = np.median(rgb[_filled(rgb, points[CHEEK]) > 0], axis=0) * rng.uniform(0.8, 1.2)
    shown = _covered(rgb, area, tuple(skin / _exposure(rgb, area)), rng)
    lined = shown.copy()
    for place in (-0.25, 0.0, 0.25):
        row = int(y + place * 0.5 * width)
        ends = (int(x - 0.4 * width), row), (int(x + 0.4 * width), row)
        cv2.line(
            lined, *ends, tuple(float(n) for n in np.clip(0.6 * skin, 0, 255)), max(1, int(0.02 * width))
        )
    return np.asarray(cv2.addWeighted(lined, 0.6, shown, 0.4, 0), np.uint8)


COVERINGS: dict[str, Draw] = {
    draw.__name__: draw
    for draw in (mask, mask_below_nose, veil, eye_pad, cheek_pad, nose_bandage, dark_glasses, hand)
}


def backlit(rgb: Rgb, points: Points, _rng: np.random.Generator) -> Rgb:
    """Put the light behind the person: the face gets a fifth of its light, all around the head is near white."""
    area = _filled(rgb, _head(points, 0.6, 0.8))
    chin_x, chin_y = (int(n) for n in points[CHIN])
    half = int(1.2 * np.linalg.norm(points[CHIN] - points[FOREHEAD]))
    area[max(0, chin_y) :, max(0, chin_x - half) : chin_x + half] = 1
    person = cv2.GaussianBlur(area.astype(np.float32), (0, 0), 3)[:, :, None]
    dark = rgb * BACKLIGHT ** (1 / GAMMA)
    return np.asarray(person * dark + (1 - person) * 245, np.uint8)


def _head(points: Points, wide: float, tall: float) -> Points:
    """Give an ellipse around the face; half its axes in heights of the face."""
    down = points[CHIN] - points[FOREHEAD]
    across = np.array([down[1], -down[0]])
    turn = np.linspace(0, 2 * np.pi, 40)
    middle = (points[FOREHEAD] + points[CHIN]) / 2
    outline = middle + np.outer(np.cos(turn), wide * across) + np.outer(np.sin(turn), tall * down)
    return np.asarray(outline, np.float32)


def _covered(
    rgb: Rgb,
    area: npt.NDArray[np.uint8],
    colour: tuple[float, ...],
    rng: np.random.Generator,
    *,
    patterned: bool = False,
    opacity: float = 1.0,
) -> Rgb:
    """Lay cloth over an area, lit like what is beneath it, with a soft edge."""
    height, width = area.shape
    luma = cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), width / 25)
    light = np.clip(0.5 + 0.5 * luma / max(1.0, float(luma[area > 0].mean())), 0.5, 1.4)
    cloth = np.ones((height, width, 3), np.float32) * np.asarray(colour, np.float32)
    if patterned:
        spots = cv2.resize(
            rng.random((24, 24, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
        )
        cloth = 0.5 * cloth + 127 * spots
    cloth = cloth * _exposure(rgb, area) * light[:, :, None] + rng.normal(0, 3, cloth.shape)
    alpha = opacity * cv2.GaussianBlur(area.astype(np.float32), (0, 0), 1.2)[:, :, None]
    return np.asarray(np.clip(rgb * (1 - alpha) + cloth * alpha, 0, 255), np.uint8)


def _exposure(rgb: Rgb, area: npt.NDArray[np.uint8]) -> float:
    luma = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[area > 0]
    return float(np.clip(luma.mean() / EVEN_LIGHT, 0.55, 1.2)) if len(luma) else 1.0


def _filled(rgb: Rgb, corners: Points) -> npt.NDArray[np.uint8]:
    area = np.zeros(rgb.shape[:2], np.uint8)
    cv2.fillPoly(area, [np.round(corners).astype(np.int32)], 1)
    return area


def _grown(corners: Points, times: float) -> Points:
    middle = corners.mean(axis=0)
    return np.asarray(middle + (corners - middle) * times, np.float32)


def _one_of(colours: tuple[tuple[int, int, int], ...], rng: np.random.Generator) -> tuple[int, int, int]:
    return colours[int(rng.integers(len(colours)))]


def _side(sides: tuple[list[int], list[int]], rng: np.random.Generator) -> list[int]:
    return sides[int(rng.integers(2))]
