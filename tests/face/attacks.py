"""Attacks made of portraits and films: what an impostor could hold before the camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.picture import read_picture
from kiosk.lib.units import MonotonicNs

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.camera.scene import Focus
    from kiosk.face.geometry import Rgb

SIZE = (1280, 720)
FACE_PX = 330
FPS = 15
NS = 1_000_000_000
DISTANCE = 2.5
"""Of the picture from the camera, in heights of the face: about half a metre."""

Motion = Callable[[float], tuple[float, float, float, float]]
"""From seconds to yaw and pitch in degrees, nearness and bend."""


def tilted_left(t: float) -> tuple[float, float, float, float]:
    return -40 * min(1.0, t / 1.5), 0.0, 1.0, 0.0


def tilted_right(t: float) -> tuple[float, float, float, float]:
    return 40 * min(1.0, t / 1.5), 0.0, 1.0, 0.0


def swung(t: float) -> tuple[float, float, float, float]:
    return 40 * float(np.sin(2 * np.pi * t / 2)), 10 * float(np.sin(2 * np.pi * t / 3)), 1.0, 0.0


def nodded(t: float) -> tuple[float, float, float, float]:
    return 0.0, 35 * float(np.sin(2 * np.pi * t / 2)), 1.0, 0.0


def brought_nearer(t: float) -> tuple[float, float, float, float]:
    return 10 * float(np.sin(t)), 0.0, 1.0 + 0.4 * min(1.0, t / 2), 0.0


def bent(t: float) -> tuple[float, float, float, float]:
    return 35 * float(np.sin(2 * np.pi * t / 2)), 0.0, 1.0, min(1.0, t)


MOTIONS = (tilted_left, tilted_right, swung, nodded, brought_nearer, bent)


def photo(picture: Path, focus: Focus, motion: Motion, seconds: float = 3.0) -> Iterator[Frame]:
    """Hold a photograph before the camera and move it."""
    rgb = read_picture(picture)
    for number in range(int(seconds * FPS)):
        t = number / FPS
        yield Frame(_seen(rgb, focus, motion(t)), MonotonicNs(int(t * NS)), number)


def on_a_phone(frames: Iterator[Frame]) -> Iterator[Frame]:
    """Show frames on a telephone: a dark rim around them, and the grain of its pixels over them."""
    for frame in frames:
        height, width = frame.pixels.shape[:2]
        rows, columns = np.mgrid[0:height, 0:width]
        grain = 1 + 0.12 * np.sin(2 * np.pi * columns / 3.1) * np.sin(2 * np.pi * rows / 3.1)
        shown = np.clip(frame.pixels * grain[:, :, None], 0, 255).astype(np.uint8)
        rim = int(0.22 * width)
        shown[:, :rim] = shown[:, -rim:] = (18, 18, 20)
        yield Frame(shown, frame.taken_at, frame.number)


def _seen(rgb: Rgb, focus: Focus, place: tuple[float, float, float, float]) -> Rgb:
    """Draw the picture as a pinhole camera sees it, turned and bent around its upright middle line."""
    yaw, pitch, near, bend = place
    height, width = rgb.shape[:2]
    face = focus.height * height
    columns, rows = np.meshgrid(np.linspace(0, width - 1, 24), np.linspace(0, height - 1, 24))
    x = (columns - focus.x * width) / face
    y = (rows - focus.y * height) / face
    radius = 1e6 if bend == 0 else 1.2 / bend
    plane = np.stack([radius * np.sin(x / radius), y, radius * (1 - np.cos(x / radius))], axis=-1)
    turn = (
        cv2.Rodrigues(np.array([0, np.radians(yaw), 0]))[0]
        @ cv2.Rodrigues(np.array([np.radians(pitch), 0, 0]))[0]
    )
    points = plane @ turn.T
    depth = points[..., 2] + DISTANCE / near
    target = points[..., :2] * FACE_PX * DISTANCE / depth[..., None] + np.array(SIZE) / 2
    return _draw_mesh(rgb, np.stack([columns, rows], -1).astype(np.float32), target.astype(np.float32))


def _draw_mesh(rgb: Rgb, source: np.ndarray, target: np.ndarray) -> Rgb:
    """Carry each cell of a grid to its place; cells are small enough to be affine."""
    picture = np.full((SIZE[1], SIZE[0], 3), (140, 138, 132), np.uint8)
    for row in range(source.shape[0] - 1):
        for column in range(source.shape[1] - 1):
            here = target[row : row + 2, column : column + 2].reshape(4, 2)
            low, high = np.floor(here.min(axis=0)).astype(int), np.ceil(here.max(axis=0)).astype(int) + 1
            low, high = np.maximum(low, 0), np.minimum(high, SIZE)
            if (high <= low).any():
                continue
            there = source[row : row + 2, column : column + 2].reshape(4, 2)
            move = cv2.getAffineTransform(there[:3], here[:3] - low.astype(np.float32))
            cell = cv2.warpAffine(
                rgb, move, tuple(int(n) for n in high - low), borderMode=cv2.BORDER_REPLICATE
            )
            picture[low[1] : high[1], low[0] : high[0]] = cell
    return picture
