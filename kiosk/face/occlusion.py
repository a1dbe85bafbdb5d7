"""Whether something covers the face: a mask, a veil, a bandage, dark glasses.

Skin beside skin has nearly one colour, cloth beside skin has not; and where eyes, nose and mouth are there are edges. Both
are measured at places of the mesh, and weighed by one line for each kind of covering (`covering.json`), which
`kiosk bench quality --fit` finds on portraits with drawn coverings.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from kiosk.face.geometry import Rgb

WEIGHTS = Path(__file__).with_name("covering.json")

SPOTS = {
    "forehead": (151, 9, 108, 337),
    "bridge": (6, 168, 197),
    "nose": (1, 4, 5, 45, 275),
    "lip": (164, 167, 393),
    "mouth": (0, 17, 37, 267, 84, 314),
    "chin": (199, 200, 175, 18),
    "cheek_r": (118, 101, 50, 36),
    "cheek_l": (347, 330, 280, 266),
    "low_r": (205, 206, 216),
    "low_l": (425, 426, 436),
    "jaw_r": (172, 136, 150),
    "jaw_l": (397, 365, 379),
    "under_r": (229, 230, 119),
    "under_l": (449, 450, 348),
    "lid_r": (52, 223, 222),
    "lid_l": (282, 443, 442),
}
"""Points of the mesh whose mean is a place's colour; ``_r`` is the person's right, ``under`` below an eye, ``lid`` above."""

MIDDLE_PAIRS = (
    ("nose", "bridge"),
    ("chin", "nose"),
    ("lip", "nose"),
    ("forehead", "bridge"),
    ("mouth", "chin"),
)
SIDE_PAIRS = (
    ("nose", "under"),
    ("cheek", "under"),
    ("low", "cheek"),
    ("low", "nose"),
    ("chin", "low"),
    ("lip", "cheek"),
    ("jaw", "low"),
    ("lid", "forehead"),
    ("under", "forehead"),
    ("bridge", "under"),
)
TWINS = ("under", "lid", "cheek", "low", "jaw")
"""Places that are compared: both in the middle, one or both at a side (taken at either), and those of the two sides."""

EDGES = {
    "mouth": (13, 14),
    "lips": (0, 17),
    "chin": (152,),
    "bridge": (6, 197),
    "corner_r": (61,),
    "corner_l": (291,),
    "nostril_r": (98, 97),
    "nostril_l": (327, 326),
    "eye_r": (33, 133, 159, 145),
    "eye_l": (362, 263, 386, 374),
    "brow_r": (105, 66),
    "brow_l": (334, 296),
    "cheek_r": (50,),
    "cheek_l": (280,),
    "fold_r": (205,),
    "fold_l": (425,),
}
"""Points of the mesh around which edges are counted."""

SMOOTHED = 1.2
EDGE_WINDOW = (9, 9)
"""In pixels of the upright face, which is 112 wide."""

DARKEST = 8.0
"""Added before logarithms are taken: below it a camera's noise is larger than any difference."""


def _name_features() -> tuple[str, ...]:
    pairs = [*MIDDLE_PAIRS]
    pairs += [(_at(one, side), _at(other, side)) for one, other in SIDE_PAIRS for side in "rl"]
    pairs += [(f"{place}_r", f"{place}_l") for place in TWINS]
    compared = [f"{kind} {one} {other}" for one, other in pairs for kind in ("hue", "luma", "luma apart")]
    return (*compared, *(f"edges {place}" for place in EDGES))


def _at(place: str, side: str) -> str:
    return place if place in SPOTS else f"{place}_{side}"


FEATURES = _name_features()
"""What is measured, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """One line for each kind of covering.

    Attributes:
        weights: float64, shape (kinds, features).
        bias: float64, shape (kinds,).
    """

    weights: npt.NDArray[np.float64]
    bias: npt.NDArray[np.float64]


def covering(crop: Rgb, points: npt.NDArray[np.floating]) -> float:
    """Tell how much the face looks covered; above 0 it is taken for covered.

    Args:
        crop: The face, upright, shape (112, 112, 3).
        points: Of the mesh in it; shape (468, 2).
    """
    lines = _lines()
    return float((lines.weights @ measure(crop, points) + lines.bias).max())


def measure(crop: Rgb, points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Measure FEATURES on an upright face; shape (len(FEATURES),). Arguments as for `covering`."""
    places = np.clip(np.round(points), 0, np.array(crop.shape[1::-1]) - 1).astype(int)
    smooth = cv2.GaussianBlur(crop, (0, 0), SMOOTHED).astype(np.float64)
    logs = np.log(_means(smooth, places, SPOTS) + DARKEST)
    luma, hue = logs.mean(axis=1), logs[:, [0, 2]] - logs[:, [1]]
    one, other = _pairs()
    apart = luma[one] - luma[other]
    hues = np.linalg.norm(hue[one] - hue[other], axis=1)
    compared = np.stack([hues, apart, np.abs(apart)], axis=1).ravel()
    grey = np.log(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY).astype(np.float32) + np.float32(DARKEST))
    edges = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return np.concatenate([compared, _means(cv2.blur(edges, EDGE_WINDOW), places, EDGES)])


def _means(
    values: npt.NDArray[np.floating], places: npt.NDArray[np.int_], spots: dict[str, tuple[int, ...]]
) -> npt.NDArray[np.float64]:
    return np.array(
        [values[places[list(ids), 1], places[list(ids), 0]].mean(axis=0) for ids in spots.values()]
    )


@cache
def _pairs() -> tuple[list[int], list[int]]:
    """Give the indices into SPOTS of what is compared, in the order of FEATURES."""
    order = list(SPOTS)
    compared = [name.split(" ")[1:] for name in FEATURES if name.startswith("hue ")]
    return [order.index(one) for one, _ in compared], [order.index(other) for _, other in compared]


@cache
def _lines() -> Lines:
    """Read the weights; they are part of the program."""
    lines = json.loads(WEIGHTS.read_text(encoding="utf-8"))["lines"].values()
    return Lines(np.array([line["weights"] for line in lines]), np.array([line["bias"] for line in lines]))
