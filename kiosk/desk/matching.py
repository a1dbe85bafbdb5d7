"""Whose open ticket a face belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kiosk.domain.events import LookOutcome
from kiosk.domain.ids import VisitId

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Match:
    """The answer to one look.

    Attributes:
        visit: Whose it is; None unless the outcome is a match.
        score: Cosine similarity to the nearest person, in [-1, 1]; None with an empty gallery.
        runner_up: The same to the nearest other person; None with fewer than two.
    """

    outcome: LookOutcome
    visit: VisitId | None
    score: float | None
    runner_up: float | None


def nearest(
    template: npt.NDArray[np.float32],
    visits: list[VisitId],
    templates: npt.NDArray[np.float32],
    *,
    accept: float,
    margin: float,
) -> Match:
    """Find whose open ticket this face belongs to, or say why that cannot be told.

    Args:
        template: float32, shape (128,), unit length.
        visits: One id for each row of ``templates``; one row a person.
        templates: float32, shape (n, 128), unit length.
        accept: Similarity from which it is a match.
        margin: Lead over the next person below which it is unsure.

    Source: ``accept`` and ``margin``, docs/decisions/0005-faces.md.
    """
    if not visits:
        return Match(LookOutcome.UNKNOWN, None, None, None)
    scores = templates @ template
    order = np.argsort(scores)[::-1]
    best = float(scores[order[0]])
    runner_up = float(scores[order[1]]) if len(visits) > 1 else None
    if best < accept:
        return Match(LookOutcome.UNKNOWN, None, best, runner_up)
    if runner_up is not None and best - runner_up < margin:
        return Match(LookOutcome.UNSURE, None, best, runner_up)
    return Match(LookOutcome.MATCH, visits[int(order[0])], best, runner_up)
