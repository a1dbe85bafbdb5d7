"""How well templates tell people apart: verification and identification over an album."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kiosk.bench.faces_album import Fold

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.int32]

GALLERY = 300
"""Open tickets of a busy office at once."""

ROUNDS = 30
"""Random galleries that identification is averaged over."""

SEED = 1

TAIL_SHARE = 0.01
"""Share of the highest impostor scores from which the tail is continued; see Impostors.fmr."""

NOBODY = -1.0
"""Score of a picture without a template: below every threshold."""


@dataclass(frozen=True, slots=True, eq=False)
class Genuine:
    """Scores of all pairs of pictures of one person.

    Attributes:
        scores: float32, shape (pairs,), cosine similarities.
        person: int32, shape (pairs,), whose.
    """

    scores: Floats
    person: Ints

    def fnmr(self, threshold: float) -> float:
        """Give the share of pairs below a threshold; NaN without pairs."""
        return float(np.mean(self.scores < threshold)) if len(self.scores) else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Impostors:
    """Scores of all pairs of pictures of two people.

    Attributes:
        scores: float32, shape (pairs,), cosine similarities, sorted upwards.
    """

    scores: Floats

    def threshold(self, fmr: float) -> float:
        """Give the least score that at most a share ``fmr`` of the pairs reaches."""
        allowed = int(fmr * len(self.scores))
        return float(np.nextafter(self.scores[len(self.scores) - 1 - allowed], np.float32(2)))

    def fmr(self, threshold: float) -> float:
        """Estimate the share of pairs that reach a threshold, also where hardly any was seen.

        Beyond the highest TAIL_SHARE the distribution is continued exponentially with the mean excess found there.
        That errs on the strict side, as the scores' own tail falls like a Gaussian's.
        """
        start = float(self.scores[int((1 - TAIL_SHARE) * (len(self.scores) - 1))])
        if threshold <= start:
            return float(np.mean(self.scores >= threshold))
        excess = self.scores[self.scores > start] - start
        mean = float(excess.mean()) if len(excess) else 0.0
        return TAIL_SHARE * float(np.exp(-(threshold - start) / mean)) if mean > 0 else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Searches:
    """Probes searched in random galleries of one template a person.

    Attributes:
        gallery: Other people in each.
        right: float32, shape (mated,), score of the probe's own person.
        other: float32, shape (mated,), best score of anybody else.
        mated_person: int32, shape (mated,), whose.
        stranger: float32, shape (non-mated,), best score of a probe whose person is not in the gallery.
        stranger_person: int32, shape (non-mated,), whose.
    """

    gallery: int
    right: Floats
    other: Floats
    mated_person: Ints
    stranger: Floats
    stranger_person: Ints

    def wrongly_found(self, accept: float) -> npt.NDArray[np.bool_]:
        """Tell which strangers would be taken for somebody (FPIR)."""
        return self.stranger >= accept

    def not_found(self, accept: float) -> npt.NDArray[np.bool_]:
        """Tell which mated probes do not find their own person as the best at or above ``accept`` (FNIR)."""
        return (self.right < accept) | (self.right <= self.other)


def pair_scores(vectors: Floats, person: Ints) -> tuple[Genuine, Impostors]:
    """Compare every picture with every other.

    Args:
        vectors: float32, shape (pictures, dimensions), unit length.
        person: int32, shape (pictures,).
    """
    genuine, whose, impostors = [], [], []
    for row in range(len(vectors) - 1):
        scores = vectors[row + 1 :] @ vectors[row]
        same = person[row + 1 :] == person[row]
        genuine.append(scores[same])
        whose.append(np.full(int(same.sum()), person[row], np.int32))
        impostors.append(scores[~same])
    return Genuine(np.concatenate(genuine), np.concatenate(whose)), Impostors(
        np.sort(np.concatenate(impostors))
    )


def fold_scores(fold: Fold, vectors: Floats, has_template: npt.NDArray[np.bool_]) -> Floats:
    """Score a fold's pairs; one with a picture that gave no template scores NOBODY."""
    scores = np.einsum("ij,ij->i", vectors[fold.left], vectors[fold.right])
    return np.where(has_template[fold.left] & has_template[fold.right], scores, np.float32(NOBODY))


def accuracies(folds: list[Fold], scores: list[Floats]) -> list[float]:
    """Give the share of right answers on each fold, at the threshold that is best on the others.

    Source: LFW's protocol (Huang et al. 2007), image-restricted view 2.
    """
    found = []
    for held_out, fold in enumerate(folds):
        rest = [index for index in range(len(folds)) if index != held_out] or [held_out]
        threshold = _best_threshold(
            np.concatenate([scores[index] for index in rest]),
            np.concatenate([folds[index].same for index in rest]),
        )
        found.append(float(np.mean((scores[held_out] >= threshold) == fold.same)))
    return found


def search(vectors: Floats, person: Ints, *, rounds: int = ROUNDS) -> Searches:
    """Search every picture in random galleries of GALLERY people, or of all but one where there are not so many.

    A small group is made the most of: every picture is searched in the gallery of everybody else, as a stranger.
    """
    people = np.unique(person)
    leave_one_out = len(people) <= GALLERY + 1
    parts: list[tuple[Floats, ...]] = []
    whose: list[tuple[Ints, Ints]] = []
    for enrolled in draw_galleries(person, rounds):
        scores = vectors @ vectors[enrolled].T
        own = person[:, None] == person[enrolled][None, :]
        probe = np.ones(len(person), np.bool_)
        probe[enrolled] = False
        mated = probe & own.any(axis=1)
        strange = np.ones_like(probe) if leave_one_out else ~own.any(axis=1)
        other = np.where(own, NOBODY, scores).max(axis=1)
        right = np.where(own, scores, NOBODY).max(axis=1)
        parts.append((right[mated], other[mated], other[strange]))
        whose.append((person[mated], person[strange]))
    right, other, stranger = (np.concatenate(part).astype(np.float32) for part in zip(*parts, strict=True))
    mated_person, stranger_person = (np.concatenate(part) for part in zip(*whose, strict=True))
    gallery = len(people) - 1 if leave_one_out else GALLERY
    return Searches(gallery, right, other, mated_person, stranger, stranger_person)


def draw_galleries(person: Ints, rounds: int = ROUNDS) -> Iterator[Ints]:
    """Give for each round the pictures that are enrolled: one of each of GALLERY people, or of all there are."""
    people = np.unique(person)
    size = len(people) if len(people) <= GALLERY + 1 else GALLERY
    draw = np.random.default_rng(SEED)
    pictures = {one: np.flatnonzero(person == one) for one in people.tolist()}
    for _ in range(rounds):
        inside = draw.permutation(people)[:size].tolist()
        yield np.array([draw.choice(pictures[one]) for one in inside], np.int32)


def _best_threshold(scores: Floats, same: npt.NDArray[np.bool_]) -> float:
    """Find the threshold with the most right answers; the middle of the best stretch."""
    order = np.argsort(scores)
    ranked, truth = scores[order], same[order]
    # right[k]: the k lowest are called different, the others the same.
    right = np.concatenate([[0], np.cumsum(~truth)]) + np.concatenate([np.cumsum(truth[::-1])[::-1], [0]])
    best = np.flatnonzero(right == right.max())
    cut = int(best[len(best) // 2])
    if cut in {0, len(ranked)}:
        return float(ranked[0]) if cut == 0 else float(np.nextafter(ranked[-1], np.float32(2)))
    return float((ranked[cut - 1] + ranked[cut]) / 2)
