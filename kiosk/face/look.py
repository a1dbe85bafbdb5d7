"""One look: glances over frames, folded into one template or a reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from kiosk.face.embed import Embedder, Template, fuse
from kiosk.face.geometry import overlap
from kiosk.face.quality import Hint
from kiosk.lib.units import NS_PER_MS, DurationMs, MonotonicNs

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kiosk.face.geometry import Box
    from kiosk.face.pipeline import Glance

GOOD_FRAMES = 3
"""Frames that one template is fused from."""

LIMIT_MS = DurationMs(4_000)
"""Longest time from the first good frame to a decision."""

SAME_FACE_OVERLAP = 0.2
"""Least overlap of a face's boxes in successive glances; a person cannot jump farther, another one can."""


class Reason(StrEnum):
    """Why a look gave no template."""

    TOO_FEW_GOOD_FRAMES = "too_few_good_frames"


@dataclass(frozen=True, slots=True)
class Looking:
    """Not decided yet.

    Attributes:
        hint: What the citizen can do.
        progress: Share of the good frames that are there, in [0, 1].
    """

    hint: Hint
    progress: float


@dataclass(frozen=True, slots=True)
class Seen:
    """The look gave a template.

    Attributes:
        template: Fused from the good frames and their mirror images.
        first_good_ms: From the opening of the camera to the first good frame.
        decided_ms: From the opening of the camera to the last good frame.
    """

    template: Template
    first_good_ms: DurationMs
    decided_ms: DurationMs


@dataclass(frozen=True, slots=True)
class NotSeen:
    """The look ended without a template.

    Attributes:
        reason: Why.
        hint: What was wrong in the last frame.
        first_good_ms: From the opening of the camera to the first good frame.
        decided_ms: From the opening of the camera to the end.
    """

    reason: Reason
    hint: Hint
    first_good_ms: DurationMs
    decided_ms: DurationMs


Outcome: TypeAlias = Looking | Seen | NotSeen


class Look:
    """Fold glances; begins anew when another person steps into the place of the first.

    Before the first good frame a look has no limit of its own: the screen's does.

    Args:
        embedder: The one that made the vectors.
        opened_at: When the camera was opened.
    """

    def __init__(self, embedder: Embedder, opened_at: MonotonicNs) -> None:
        self._embedder = embedder
        self._opened_at = opened_at
        self._first_good_at: MonotonicNs | None = None
        self._vectors: list[npt.NDArray[np.float32]] = []
        self._box: Box | None = None

    def take(self, glance: Glance) -> Outcome:
        """Add what the next frame told."""
        if self._box is not None and (
            glance.box is None or overlap(self._box, glance.box) < SAME_FACE_OVERLAP
        ):
            self._vectors.clear()
            self._first_good_at = None
        self._box = glance.box
        if glance.vector is not None:
            self._vectors.append(glance.vector)
            if self._first_good_at is None:
                self._first_good_at = glance.taken_at
        if self._first_good_at is None:
            return Looking(glance.hint, 0.0)
        first_good_ms = self._since_opened(self._first_good_at)
        now_ms = self._since_opened(glance.taken_at)
        if len(self._vectors) >= GOOD_FRAMES:
            template = Template(fuse(self._vectors), self._embedder.name, self._embedder.sha256)
            return Seen(template, first_good_ms, now_ms)
        if now_ms - first_good_ms >= LIMIT_MS:
            return NotSeen(Reason.TOO_FEW_GOOD_FRAMES, glance.hint, first_good_ms, now_ms)
        return Looking(glance.hint, len(self._vectors) / GOOD_FRAMES)

    def _since_opened(self, moment: MonotonicNs) -> DurationMs:
        return DurationMs((moment - self._opened_at) // NS_PER_MS)
