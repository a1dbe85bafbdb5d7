"""`kiosk bench quality`: how often covered and backlit faces are noticed, and uncovered ones taken for such."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kiosk.bench.covering_fit import fit_lines
from kiosk.bench.faces_album import read_album
from kiosk.bench.intervals import wilson
from kiosk.camera.frame import Frame
from kiosk.camera.picture import enlarge, read_picture
from kiosk.errors import BadInput
from kiosk.face.drawn_coverings import COVERINGS, Draw, backlit
from kiosk.face.engines import build_pipeline
from kiosk.face.geometry import Face, Rgb
from kiosk.face.landmarks import Landmarks
from kiosk.face.occlusion import measure
from kiosk.face.quality import Hint, upright
from kiosk.lib.units import MonotonicNs
from kiosk.models.store import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.face.pipeline import FacePipeline

MOST_PEOPLE = 200
"""One picture each, spread evenly over the names: at a rate of 1% the 95% interval then ends below 4%."""

PICTURE_PX = 640
"""Pictures are enlarged so that faces of LFW reach the least inter-eye distance."""

CLEAN = "clean"


@dataclass(frozen=True, slots=True, eq=False)
class _Portrait:
    person: int
    rgb: Rgb
    face: Face
    landmarks: Landmarks


def measure_quality_gate(folder: Path, fit: Path | None) -> dict[str, Any]:
    """Draw coverings over portraits and see which hint each gets.

    Half of the people, drawn by the hash of their names, are measured; the lines of `kiosk.face.occlusion` are fitted
    on the other half only.

    Args:
        folder: In LFW's layout.
        fit: Where to write lines fitted anew, instead of measuring; None measures.

    Returns:
        By kind of picture: how many of them got each hint, the share that was noticed with its interval (of clean
        ones: falsely noticed), and how many showed no face at all.

    Raises:
        BadInput: There are no such pictures.
        ModelMissing: Weights are not there.
    """
    pipeline = build_pipeline("sface", path_of)
    try:
        portraits = _portraits(pipeline, folder, fitted_on=fit is not None)
        if fit is not None:
            return _fit(pipeline, portraits, fit)
        return _measure(pipeline, portraits)
    finally:
        pipeline.close()


def _measure(pipeline: FacePipeline, portraits: Iterator[_Portrait]) -> dict[str, Any]:
    draws: dict[str, Draw | None] = {CLEAN: None, **COVERINGS, "backlit": backlit}
    hints: dict[str, list[Hint | None]] = {kind: [] for kind in draws}
    for portrait in portraits:
        for kind, draw in draws.items():
            shown = _drawn(portrait, draw)
            hints[kind].append(_hint(pipeline, shown, portrait.face))
    if not hints[CLEAN]:
        raise BadInput("no picture shows a face")
    wanted = dict.fromkeys(draws, Hint.COVERED) | {"backlit": Hint.BACKLIT}
    report: dict[str, Any] = {"people": len(hints[CLEAN])}
    for kind, found in hints.items():
        report[kind] = _share(found, wanted[kind])
    report["clean_backlit"] = _share(hints[CLEAN], Hint.BACKLIT)
    return report


def _share(hints: list[Hint | None], wanted: Hint) -> dict[str, Any]:
    """Tell how many of the faces that were seen got a hint."""
    seen = [hint for hint in hints if hint is not None]
    hits = sum(hint is wanted for hint in seen)
    return {
        "noticed": hits / max(1, len(seen)),
        "noticed_95": wilson(hits, len(seen)),
        "taken": sum(hint is Hint.OK for hint in seen) / max(1, len(seen)),
        "no_face": len(hints) - len(seen),
    }


def _fit(pipeline: FacePipeline, portraits: Iterator[_Portrait], file: Path) -> dict[str, Any]:
    measured: dict[str, list[npt.NDArray[np.float64]]] = defaultdict(list)
    people: dict[str, list[int]] = defaultdict(list)
    for portrait in portraits:
        for kind, draw in {CLEAN: None, **COVERINGS}.items():
            shown = _drawn(portrait, draw)
            face = _same(pipeline, shown, portrait.face)
            landmarks = None if face is None else pipeline.landmarker.find(shown, face)
            if face is None or landmarks is None:
                continue
            crop, move = upright(shown, face.points)
            measured[kind].append(measure(crop, landmarks.points[:, :2] @ move[:, :2].T + move[:, 2]))
            people[kind].append(portrait.person)
    fit_lines(
        {kind: np.stack(rows) for kind, rows in measured.items()},
        {kind: np.array(owners) for kind, owners in people.items()},
        file,
    )
    return {"fitted_on": {kind: len(rows) for kind, rows in measured.items()}, "file": str(file)}


def _portraits(pipeline: FacePipeline, folder: Path, *, fitted_on: bool) -> Iterator[_Portrait]:
    album = read_album(folder)
    chosen = [index for index, name in enumerate(album.names) if _is_fitted_on(name) is fitted_on]
    chosen = [chosen[n] for n in np.linspace(0, len(chosen) - 1, min(MOST_PEOPLE, len(chosen))).astype(int)]
    first = {int(person): index for index, person in reversed(list(enumerate(album.person)))}
    for person in chosen:
        rgb = enlarge(read_picture(album.pictures[first[person]]), PICTURE_PX)
        faces = pipeline.detector.detect(rgb)
        landmarks = pipeline.landmarker.find(rgb, faces[0]) if faces else None
        if landmarks is not None:
            yield _Portrait(person, rgb, faces[0], landmarks)


def _is_fitted_on(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def _drawn(portrait: _Portrait, draw: Draw | None) -> Rgb:
    if draw is None:
        return portrait.rgb
    seed = [portrait.person, *draw.__name__.encode()]
    return draw(portrait.rgb, portrait.landmarks.points[:, :2], np.random.default_rng(seed))


def _hint(pipeline: FacePipeline, rgb: Rgb, face: Face) -> Hint | None:
    """Give the hint; None where no face is seen where it was."""
    seen = _same(pipeline, rgb, face)
    return None if seen is None else pipeline.examine(Frame(rgb, MonotonicNs(0), 0), seen).hint


def _same(pipeline: FacePipeline, rgb: Rgb, face: Face) -> Face | None:
    x, y = face.box.centre
    near = [
        other
        for other in pipeline.detector.detect(rgb)
        if abs(other.box.centre[0] - x) < face.box.width / 2
        and abs(other.box.centre[1] - y) < face.box.height / 2
    ]
    return near[0] if near else None
