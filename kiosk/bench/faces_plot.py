"""The curves behind `accept`, as drawings for the decision record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kiosk.bench.faces_accept import expected_fpir
from kiosk.bench.faces_scores import GALLERY, pair_scores, search
from kiosk.bench.svg import Axes, Line, draw

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.bench.faces_scores import Floats, Ints

SCORES = np.arange(0.2, 0.701, 0.01)


def draw_curves(folder: Path, vectors: Floats, person: Ints, group: Ints | None, accept: float) -> None:
    """Write ``verification.svg`` and ``identification.svg``.

    Args:
        folder: Made if it is not there.
        vectors: float32, shape (pictures, dimensions), unit length.
        person: int32, shape (pictures,).
        group: People who get curves of their own; None for none.
        accept: The score in force, marked.
    """
    folder.mkdir(parents=True, exist_ok=True)
    groups = {"everybody": np.ones(len(person), np.bool_)}
    if group is not None:
        groups["East Asian"] = np.isin(person, group)
    verification, identification = [], []
    for name, inside in groups.items():
        genuine, impostors = pair_scores(vectors[inside], person[inside])
        searches = search(vectors[inside], person[inside])
        verification += [
            Line(f"FMR, {name}", [(t, float(np.mean(impostors.scores >= t))) for t in SCORES]),
            Line(f"FNMR, {name}", [(t, genuine.fnmr(t)) for t in SCORES]),
        ]
        identification += [
            Line(f"FPIR expected at {GALLERY}, {name}", [(t, expected_fpir(impostors, t)) for t in SCORES]),
            Line(
                f"FNIR at {searches.gallery}, {name}",
                [(t, float(searches.not_found(t).mean())) for t in SCORES],
            ),
        ]
    across = (float(SCORES[0]), float(SCORES[-1]))
    for name, title, low, lines in (
        ("verification", "One picture against one", 1e-5, verification),
        ("identification", "One picture against the open tickets", 1e-4, identification),
    ):
        axes = Axes(title, "cosine similarity", across, (low, 1.0), accept)
        (folder / f"{name}.svg").write_text(draw(axes, lines), encoding="utf-8")
