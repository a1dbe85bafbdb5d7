"""From which score a face is somebody's: chosen on some people, reported on others."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from kiosk.bench.faces_scores import GALLERY, Impostors, Searches, pair_scores, search
from kiosk.bench.intervals import by_person

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from kiosk.bench.faces_album import Album
    from kiosk.bench.faces_scores import Floats, Ints

FPIR = 0.01
"""Most strangers of a hundred that a gallery of GALLERY may take for somebody."""

UNSURE = 0.01
"""Most people of a hundred, found rightly, who are asked for their code because another is too near."""

FOLDS = 5
LEAST_PEOPLE = 100
"""With fewer, a fold holds nobody to be mistaken."""

STEP = 0.005
"""Grid of scores; finer than the curves can tell."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one fold's other people say.

    Attributes:
        accept: Least score at which FPIR is held on the stricter of everybody and the group.
        margin: Lead below which the nearest UNSURE of the right matches lie.
    """

    accept: float
    margin: float


def choose(vectors: Floats, person: Ints, group: Ints | None) -> Choice:
    """Choose both numbers on these pictures.

    FPIR is taken as it is measured in the largest gallery that the people allow, carried on to GALLERY where that is
    smaller. Of the group, which is too small for its tail to be seen, it is estimated from its pairs as well, and the
    stricter counts.

    Args:
        vectors: float32, shape (pictures, dimensions), unit length.
        person: int32, shape (pictures,).
        group: People on whom FPIR must hold as well, should all the gallery be of them; None for no such group.
    """
    searches = search(vectors, person)
    estimates: list[Callable[[float], float]] = [partial(_measured, searches)]
    inside = np.isin(person, [] if group is None else group)
    if len(np.unique(person[inside])) > 1:
        among = search(vectors[inside], person[inside])
        impostors = pair_scores(vectors[inside], person[inside])[1]
        estimates += [partial(_measured, among), partial(expected_fpir, impostors)]
    grid = np.arange(0.0, 1.0, STEP)
    held = (float(t) for t in grid if max(estimate(float(t)) for estimate in estimates) <= FPIR)
    accept = next(held, 1.0)
    return Choice(accept, _margin(searches, accept))


def _measured(searches: Searches, accept: float) -> float:
    return carried_on(float(searches.wrongly_found(accept).mean()), searches.gallery)


def carried_on(fpir: float, gallery: int) -> float:
    """Give FPIR in a gallery of GALLERY from that in another one, people being independent."""
    return 1.0 - float((1 - fpir) ** (GALLERY / gallery))


def expected_fpir(impostors: Impostors, accept: float) -> float:
    """Give the share of strangers whom a gallery of GALLERY would take for somebody, pairs being independent."""
    return 1 - (1 - impostors.fmr(accept)) ** GALLERY


def folds_of(album: Album) -> Ints:
    """Give each person's fold, 0 to FOLDS - 1, by name: the same people stay together on every machine."""
    return np.array([zlib.crc32(name.encode()) % FOLDS for name in album.names], np.int32)


def choose_in_folds(vectors: Floats, person: Ints, fold: Ints, group: Ints | None) -> list[Choice]:
    """Choose for each fold on the people of all others.

    Args:
        vectors: float32, shape (pictures, dimensions), unit length.
        person: int32, shape (pictures,).
        fold: int32, shape (people,), each person's.
        group: As for :func:`choose`.
    """
    of_picture = fold[person]
    return [
        choose(vectors[of_picture != held_out], person[of_picture != held_out], group)
        for held_out in range(FOLDS)
    ]


def check(
    choices: list[Choice], vectors: Floats, person: Ints, fold: Ints, group: Ints | None
) -> dict[str, Any]:
    """Report what folds chose, and what is seen on the people they held out.

    Returns:
        ``accept`` and ``margin``, the strictest of the folds rounded up to a hundredth; what each fold chose; what was
        seen on the people held out, at their own fold's choice: everybody, and the group in a gallery of its own.
    """
    of_picture = fold[person]
    searches = [search(vectors[of_picture == f], person[of_picture == f]) for f in range(FOLDS)]
    report = {
        "accept": _up(max(choice.accept for choice in choices)),
        "margin": _up(max(choice.margin for choice in choices)),
        "folds": [{"accept": round(c.accept, 3), "margin": round(c.margin, 3)} for c in choices],
        "held_out": _seen(searches, choices, fold),
    }
    if group is not None:
        # A stranger's pairs with people of other folds were never chosen on either: his own fold was held out.
        inside = np.isin(person, group)
        seen = _seen([search(vectors[inside], person[inside])], choices, fold)
        report["held_out_group"] = seen | {
            "fpir_300_carried_on": carried_on(seen["fpir"], seen["gallery"]),
            "fpir_300_carried_on_95": tuple(carried_on(edge, seen["gallery"]) for edge in seen["fpir_95"]),
        }
    return report


def rate(flags: npt.NDArray[np.bool_], person: Ints) -> tuple[float | None, tuple[float, float]]:
    """Give the share of set flags with its interval over people; None where there are no flags."""
    if len(flags) == 0:
        return None, (0.0, 1.0)
    people, index = np.unique(person, return_inverse=True)
    hits = np.zeros(len(people))
    np.add.at(hits, index, flags)
    trials = np.zeros(len(people))
    np.add.at(trials, index, 1)
    return float(flags.mean()), by_person(hits, trials)


def _seen(searches: list[Searches], choices: list[Choice], fold: Ints) -> dict[str, Any]:
    """Count errors, each person's at the score that was chosen without their fold."""
    accept = np.array([choice.accept for choice in choices])
    strangers = [s.stranger >= accept[fold[s.stranger_person]] for s in searches]
    missed = [(s.right < accept[fold[s.mated_person]]) | (s.right <= s.other) for s in searches]
    fpir, fpir_95 = rate(np.concatenate(strangers), np.concatenate([s.stranger_person for s in searches]))
    fnir, fnir_95 = rate(np.concatenate(missed), np.concatenate([s.mated_person for s in searches]))
    return {
        "gallery": min(s.gallery for s in searches),
        "fpir": fpir,
        "fpir_95": fpir_95,
        "fnir": fnir,
        "fnir_95": fnir_95,
    }


def _margin(searches: Searches, accept: float) -> float:
    found = ~searches.not_found(accept)
    lead = searches.right[found] - searches.other[found]
    return max(0.0, float(np.quantile(lead, UNSURE))) if len(lead) else 0.0


def _up(value: float) -> float:
    return math.ceil(round(value * 100, 6)) / 100
