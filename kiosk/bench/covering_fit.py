"""Finding the lines by which `kiosk.face.occlusion` tells covered faces: logistic regression, one for each kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kiosk.face.occlusion import FEATURES

if TYPE_CHECKING:
    from pathlib import Path

LINES = {
    "face": ("mask", "veil"),
    "mouth": ("mask_below_nose",),
    "eye": ("eye_pad",),
    "nose": ("nose_bandage",),
    "eyes": ("dark_glasses",),
}
"""What each line is fitted on: coverings that take so much of a face that its template suffers. A pad on a cheek, or a hand
that will be taken away, does not bring a line of its own."""

FALSE_ALARMS = 0.008
"""Share of uncovered faces of people not fitted on that all lines together may take for covered."""

TAIL = 0.01
"""Share of uncovered faces above which a line's scores are made comparable with other lines'."""

RIDGE = 1e-2
"""Of the regression: of 0.01, 0.03, 0.1 and 0.3 the one that finds most of the coverings of people left out of the fit."""

STEPS = 9
PARTS = 4
DIGITS = 4

Array = npt.NDArray[np.float64]


def fit_lines(measured: dict[str, Array], people: dict[str, npt.NDArray[np.int_]], file: Path) -> None:
    """Fit on measured faces and write the lines.

    Each line is brought to a scale of its own uncovered faces, as lines fitted on other people score them: their median is
    at -1 and the share TAIL of them above 0. Then all are moved alike, so that the highest of them is above 0 for the
    share FALSE_ALARMS.

    Args:
        measured: By kind, ``clean`` among them: shape (faces, features).
        people: By kind: shape (faces,), whose face it is.
        file: Where to write.
    """
    twin = _mirror()
    measured = {kind: np.vstack([faces, faces @ twin]) for kind, faces in measured.items()}
    people = {kind: np.tile(owners, 2) for kind, owners in people.items()}
    clean, owner = measured["clean"], people["clean"]
    fitted, held_out = [], []
    for kinds in LINES.values():
        faces = np.vstack([measured[kind] for kind in kinds])
        theirs = np.concatenate([people[kind] for kind in kinds])
        scores = np.empty(len(clean))
        for part in range(PARTS):
            line = _fit(clean[owner % PARTS != part], faces[theirs % PARTS != part])
            scores[owner % PARTS == part] = _scores(clean[owner % PARTS == part], line)
        low, high = np.quantile(scores, (0.5, 1 - TAIL))
        line = _fit(clean, faces)
        line[-1] -= high
        fitted.append(line / (high - low))
        held_out.append((scores - high) / (high - low))
    shift = float(np.quantile(np.max(held_out, axis=0), 1 - FALSE_ALARMS))
    lines = {
        name: {"bias": _short(line[-1] - shift), "weights": [_short(weight) for weight in line[:-1]]}
        for name, line in zip(LINES, fitted, strict=True)
    }
    file.write_text(json.dumps({"features": FEATURES, "lines": lines}, indent=1) + "\n", encoding="utf-8")


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _fit(clean: Array, covered: Array) -> Array:
    """Give weights and, last, bias of the line between two kinds of faces, which count alike; Newton's method."""
    faces = np.vstack([clean, covered])
    mean, spread = faces.mean(axis=0), faces.std(axis=0) + 1e-6
    inputs = np.column_stack([(faces - mean) / spread, np.ones(len(faces))])
    is_covered = np.repeat([0.0, 1.0], [len(clean), len(covered)])
    share = np.repeat([1 / len(clean), 1 / len(covered)], [len(clean), len(covered)])
    line = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(inputs @ line, -30, 30)))
        slope = inputs.T @ (share * (likely - is_covered)) + RIDGE * line
        bend = (inputs * (share * likely * (1 - likely))[:, None]).T @ inputs + RIDGE * np.eye(len(line))
        line = line - np.linalg.solve(bend, slope)
    weights = line[:-1] / spread
    return np.append(weights, line[-1] - weights @ mean)


def _scores(faces: Array, line: Array) -> Array:
    return np.asarray(faces @ line[:-1] + line[-1])


def _mirror() -> Array:
    """Give the matrix that turns a face's features into its mirror image's."""
    order = {name: index for index, name in enumerate(FEATURES)}
    move = np.zeros((len(FEATURES), len(FEATURES)))
    for name, index in order.items():
        other = " ".join(_other_side(word) for word in name.split(" "))
        if other in order:
            move[order[other], index] = 1.0
        else:
            # The two sides compared: the same places the other way round.
            move[index, index] = -1.0 if name.startswith("luma ") and "apart" not in name else 1.0
    return move


def _other_side(word: str) -> str:
    if word.endswith("_r"):
        return word[:-2] + "_l"
    return word[:-2] + "_r" if word.endswith("_l") else word
