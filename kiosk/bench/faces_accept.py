"""From which score a face is somebody's: chosen on some people, reported on others."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kiosk.bench.faces_scores import GALLERY, Impostors, Searches, pair_scores, search
from kiosk.bench.intervals import by_person, wilson

if TYPE_CHECKING:
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

    Args:
        vectors: float32, shape (pictures, dimensions), unit length.
        person: int32, shape (pictures,).
        group: People on whom FPIR must hold as well, should all the gallery be of them; None for no such group.
    """
    curves = [pair_scores(vectors, person)[1]]
    if group is not None:
        curves.append(_impostors_of(vectors, person, group))
    grid = np.arange(0.0, 1.0, STEP)
    accept = next(float(t) for t in grid if max(expected_fpir(curve, float(t)) for curve in curves) <= FPIR)
    return Choice(accept, _margin(search(vectors, person), accept))


def expected_fpir(impostors: Impostors, accept: float) -> float:
    """Give the share of strangers whom a gallery of GALLERY would take for somebody, pairs being independent."""
    return 1 - (1 - impostors.fmr(accept)) ** GALLERY


def choose_and_check(
    album: Album, vectors: Floats, person: Ints, group: Ints | None
) -> dict[str, Any] | None:
    """Choose on four fifths of the people, check on the last fifth, five times over.

    Returns:
        None with fewer than LEAST_PEOPLE; else ``accept`` and ``margin``, the strictest of the folds rounded up to a hundredth; what each fold chose; and
        what was seen on the people held out, at their own fold's choice.
    """
    if len(album.names) < LEAST_PEOPLE:
        return None
    of_person = np.array([zlib.crc32(name.encode()) % FOLDS for name in album.names])
    of_picture = of_person[person]
    choices, checks = [], []
    for fold in range(FOLDS):
        inside = of_picture != fold
        choice = choose(vectors[inside], person[inside], group)
        choices.append(choice)
        checks.append(_check(vectors[~inside], person[~inside], group, choice))
    return {
        "accept": _up(max(choice.accept for choice in choices)),
        "margin": _up(max(choice.margin for choice in choices)),
        "folds": [{"accept": round(c.accept, 3), "margin": round(c.margin, 3)} for c in choices],
        "held_out": _pooled(checks),
    }


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


@dataclass(frozen=True, slots=True, eq=False)
class _Check:
    choice: Choice
    searches: Searches
    group: Impostors | None


def _check(vectors: Floats, person: Ints, group: Ints | None, choice: Choice) -> _Check:
    there = None if group is None else np.intersect1d(group, person)
    enough = there is not None and len(there) > 1
    return _Check(
        choice,
        search(vectors, person),
        _impostors_of(vectors, person, there) if enough and there is not None else None,
    )


def _pooled(checks: list[_Check]) -> dict[str, Any]:
    strangers = np.concatenate([c.searches.wrongly_found(c.choice.accept) for c in checks])
    missed = np.concatenate([c.searches.not_found(c.choice.accept) for c in checks])
    fpir, fpir_95 = rate(strangers, np.concatenate([c.searches.stranger_person for c in checks]))
    fnir, fnir_95 = rate(missed, np.concatenate([c.searches.mated_person for c in checks]))
    report = {
        "gallery": min(c.searches.gallery for c in checks),
        "fpir": fpir,
        "fpir_95": fpir_95,
        "fnir": fnir,
        "fnir_95": fnir_95,
    }
    groups = [(c.group, c.choice.accept) for c in checks if c.group is not None]
    if groups:
        pairs = sum(len(group.scores) for group, _ in groups)
        hits = sum(int(np.sum(group.scores >= accept)) for group, accept in groups)
        report |= {"group_pairs": pairs, "group_false_matches": hits, "group_fmr_95": wilson(hits, pairs)}
    return report


def _impostors_of(vectors: Floats, person: Ints, group: Ints) -> Impostors:
    inside = np.isin(person, group)
    return pair_scores(vectors[inside], person[inside])[1]


def _margin(searches: Searches, accept: float) -> float:
    found = ~searches.not_found(accept)
    lead = searches.right[found] - searches.other[found]
    return max(0.0, float(np.quantile(lead, UNSURE))) if len(lead) else 0.0


def _up(value: float) -> float:
    return math.ceil(round(value * 100, 6)) / 100
