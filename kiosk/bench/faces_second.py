"""Whether a second engine's opinion helps where the first is unsure whose face it sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kiosk.bench.faces_accept import FOLDS, Choice, choose, rate
from kiosk.bench.faces_scores import NOBODY, draw_galleries
from kiosk.camera.picture import read_picture
from kiosk.face.dlib_engine import DlibEmbedder
from kiosk.face.embed import fuse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kiosk.bench.faces_engines import KioskEngine
    from kiosk.bench.faces_scores import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Searches in which the first engine was unsure.

    Attributes:
        searches: How many there were, sure ones included.
        is_right: bool, shape (unsure,): the nearest is the person indeed; otherwise it is a stranger's or another's.
        is_agreed: bool, shape (unsure,): the second engine names the same person, and knows the face.
        person: int32, shape (unsure,), whose search.
    """

    searches: int
    is_right: npt.NDArray[np.bool_]
    is_agreed: npt.NDArray[np.bool_]
    person: npt.NDArray[np.int32]


def second_vectors(engine: KioskEngine, pictures: Iterable[Path]) -> Floats:
    """Embed the faces that the first engine finds with dlib's ResNet, as face_recognition does.

    Args:
        engine: Finds a face in each of the pictures.
        pictures: Of which the first engine has a template.

    Returns:
        float32, shape (pictures, 128), unit length.

    Raises:
        ModelMissing: face_recognition is not installed.
    """
    embedder = DlibEmbedder()
    vectors = []
    for path in pictures:
        rgb = read_picture(path)
        face = engine.find(rgb)
        if face is not None:
            vectors.append(fuse([embedder.embed(rgb, face)]))
    return np.stack(vectors)


def unsure_band(vectors: Floats, second: Floats, person: Ints, choice: Choice, second_accept: float) -> Band:
    """Search every picture in random galleries, and as a stranger too; ask the second engine where the first is unsure.

    Args:
        vectors: float32, shape (pictures, dimensions), the first engine's.
        second: The same of the second engine.
        person: int32, shape (pictures,).
        choice: The first engine's.
        second_accept: Score from which the second engine knows a face.
    """
    searches = 0
    parts = []
    for enrolled in draw_galleries(person):
        scores, again = vectors @ vectors[enrolled].T, second @ second[enrolled].T
        own = person[:, None] == person[enrolled][None, :]
        # Once as they are, but for the enrolled pictures themselves; once as strangers, without their own person.
        known = own.any(axis=1)
        known[enrolled] = False
        for probes, removed in ((np.flatnonzero(known), np.zeros_like(own)), (np.arange(len(person)), own)):
            left = np.where(removed, NOBODY, scores)[probes]
            best, runner_up = left.argmax(axis=1), np.partition(left, -2, axis=1)[:, -2]
            top = left[np.arange(len(probes)), best]
            unsure = (top >= choice.accept) & (top - runner_up < choice.margin)
            asked = np.where(removed, NOBODY, again)[probes[unsure]]
            agreed = (asked.argmax(axis=1) == best[unsure]) & (asked.max(axis=1) >= second_accept)
            right = own[probes[unsure], best[unsure]] & ~removed[probes[unsure], best[unsure]]
            parts.append((right, agreed, person[probes[unsure]]))
            searches += len(probes)
    right, agreed, whose = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Band(searches, right, agreed, whose)


def judge_second_opinion(
    vectors: Floats, second: Floats, person: Ints, fold: Ints, choices: list[Choice]
) -> dict[str, Any]:
    """Report the errors of the Unsure band on people held out: asked for the code, taken at its word, asked a second time.

    Args:
        vectors: float32, shape (pictures, dimensions), the first engine's.
        second: The same of the second engine; its score is chosen as the first one's, on the same people.
        person: int32, shape (pictures,).
        fold: int32, shape (people,), each person's.
        choices: The first engine's, one a fold.
    """
    of_picture = fold[person]
    bands, accepts = [], []
    for held_out in range(FOLDS):
        here = of_picture == held_out
        accepts.append(choose(second[~here], person[~here], None).accept)
        bands.append(unsure_band(vectors[here], second[here], person[here], choices[held_out], accepts[-1]))
    right, agreed, whose = (
        np.concatenate([getattr(band, name) for band in bands])
        for name in ("is_right", "is_agreed", "person")
    )
    fnir, fnir_95 = rate(~agreed[right], whose[right])
    fpir, fpir_95 = rate(agreed[~right], whose[~right])
    return {
        "engine": "dlib",
        "accept": accepts,
        "searches": sum(band.searches for band in bands),
        "unsure": len(right),
        "unsure_people": len(np.unique(whose)),
        "wrong": int((~right).sum()),
        "fnir_asked_for_code": 1.0,
        "fpir_asked_for_code": 0.0,
        "fnir_second": fnir,
        "fnir_second_95": fnir_95,
        "fpir_second": fpir,
        "fpir_second_95": fpir_95,
        "shown_wrongly": int(agreed[~right].sum()),
    }
