"""One look: glances over frames, folded into one template or a reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

from kiosk.face.best import BestFrames
from kiosk.face.challenge import Challenge, Side, Verdict
from kiosk.face.embed import Embedder, Template
from kiosk.face.free_signs import FreeSigns, Opinion
from kiosk.face.geometry import overlap
from kiosk.face.parallax import sight_of
from kiosk.face.quality import Hint
from kiosk.lib.units import NS_PER_MS, DurationMs, MonotonicNs

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.face.geometry import Box
    from kiosk.face.pipeline import Glance
    from kiosk.face.quality import Quality

LivenessPolicy = Literal["off", "unsure", "always"]
"""When the challenge is posed: never; when the free layers do not say live; to everybody."""

LIMIT_MS = DurationMs(4_000)
"""Longest time from the first good frame to a template, unless the configuration gives more; the challenge has a limit of
its own."""

PATIENCE_MS = DurationMs(700)
"""How long after the first good frame better ones are waited for, where the best are not yet good enough."""

SAME_FACE_OVERLAP = 0.2
"""Least overlap of a face's boxes in successive glances; a person cannot jump farther, another one can."""

SAME_PERSON = 0.35
"""Least similarity of a good frame to the best one so far; see `kiosk.face.challenge.SAME_FACE`."""


class Reason(StrEnum):
    """Why a look gave no template."""

    TOO_FEW_GOOD_FRAMES = "too_few_good_frames"
    NOT_LIVE = "not_live"


class Liveness(StrEnum):
    """What a look knows about the life before the lens."""

    UNCHECKED = "unchecked"
    FREE = "free"
    CHALLENGED = "challenged"


@dataclass(frozen=True, slots=True)
class Looking:
    """Not decided yet.

    Attributes:
        hint: What the citizen can do.
        progress: Share of the good frames that are there, in [0, 1].
        dot: Where the dot to be followed goes; None while there is no challenge.
    """

    hint: Hint
    progress: float
    dot: Side | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The look gave a template.

    Attributes:
        template: Fused from the best frames and their mirror images.
        first_good_ms: From the opening of the camera to the first good frame.
        decided_ms: From the opening of the camera to the last frame that was needed.
        liveness: How far life was checked.
    """

    template: Template
    first_good_ms: DurationMs
    decided_ms: DurationMs
    liveness: Liveness = Liveness.UNCHECKED


@dataclass(frozen=True, slots=True)
class NotSeen:
    """The look ended without a template.

    Attributes:
        reason: Why.
        hint: What was wrong in the last frame.
        first_good_ms: From the opening of the camera to the first good frame.
        decided_ms: From the opening of the camera to the end.
        verdict: Of the challenge, where there was one.
    """

    reason: Reason
    hint: Hint
    first_good_ms: DurationMs
    decided_ms: DurationMs
    verdict: Verdict | None = None


Outcome: TypeAlias = Looking | Seen | NotSeen


class Look:
    """Fold glances; begins anew when another person steps into the place of the first.

    Before the first good frame a look has no limit of its own: the screen's does.

    Args:
        embedder: The one that made the vectors.
        opened_at: When the camera was opened.
        policy: When to pose the challenge.
        draw_side: Draws the side of the dot, so that nobody can know it before.
        limit_ms: Longest time from the first good frame to a template.
    """

    def __init__(
        self,
        embedder: Embedder,
        opened_at: MonotonicNs,
        policy: LivenessPolicy,
        draw_side: Callable[[], Side],
        limit_ms: DurationMs = LIMIT_MS,
    ) -> None:
        self._embedder = embedder
        self._opened_at = opened_at
        self._policy = policy
        self._draw_side = draw_side
        self._limit_ms = limit_ms
        self._first_good_at: MonotonicNs | None = None
        self._frames = BestFrames()
        self._box: Box | None = None
        self._signs = FreeSigns()
        self._challenge: Challenge | None = None

    def wants(self, hint: Hint, quality: Quality) -> bool:
        """Tell whether a face of this quality shall be embedded."""
        if self._challenge is not None:
            return self._challenge.wants_vector
        return hint is Hint.OK and self._frames.wants(quality.score)

    def take(self, glance: Glance) -> Outcome:
        """Add what the next frame told."""
        if self._challenge is not None:
            return self._follow(self._challenge, glance)
        if self._is_another(glance):
            self._begin_anew()
        self._box = glance.box
        if glance.landmarks is not None:
            self._signs.take(glance.landmarks, glance.grain)
        if glance.vector is not None and glance.quality is not None:
            self._frames.add(glance.quality.score, glance.vector)
            self._first_good_at = self._first_good_at or glance.taken_at
        if self._first_good_at is None:
            return Looking(glance.hint, 0.0)
        waited_ms = (glance.taken_at - self._first_good_at) // NS_PER_MS
        if self._frames.are_good_enough or (self._frames.are_there and waited_ms >= PATIENCE_MS):
            return self._decide(glance)
        if waited_ms >= self._limit_ms:
            return self._give_up(Reason.TOO_FEW_GOOD_FRAMES, glance)
        return Looking(glance.hint, self._frames.share)

    def _begin_anew(self) -> None:
        self._first_good_at = None
        self._frames = BestFrames()
        self._box = None
        self._signs = FreeSigns()

    def _is_another(self, glance: Glance) -> bool:
        if self._box is None:
            return False
        if glance.box is None or overlap(self._box, glance.box) < SAME_FACE_OVERLAP:
            return True
        best = self._frames.best
        return glance.vector is not None and best is not None and float(best @ glance.vector) < SAME_PERSON

    def _decide(self, glance: Glance) -> Outcome:
        """Pose the challenge where the policy wants it, else be done."""
        if self._policy == "off":
            return self._done(glance, Liveness.UNCHECKED)
        if self._policy == "unsure" and self._signs.opinion is Opinion.LIVE:
            return self._done(glance, Liveness.FREE)
        self._challenge = Challenge(self._draw_side(), glance.taken_at, self._frames.fused())
        return Looking(Hint.FOLLOW_DOT, 1.0, self._challenge.side)

    def _follow(self, challenge: Challenge, glance: Glance) -> Outcome:
        if self._is_elsewhere(glance):
            return self._give_up(Reason.NOT_LIVE, glance, Verdict.FACE_LOST)
        self._box = glance.box or self._box
        sight = None if glance.landmarks is None else sight_of(glance.landmarks)
        verdict = challenge.take(glance.taken_at, sight, glance.vector)
        if verdict is Verdict.GOING_ON:
            return Looking(Hint.FOLLOW_DOT, 1.0, challenge.side)
        if verdict is Verdict.PASSED:
            return self._done(glance, Liveness.CHALLENGED)
        return self._give_up(Reason.NOT_LIVE, glance, verdict)

    def _is_elsewhere(self, glance: Glance) -> bool:
        if self._box is None or glance.box is None:
            return False
        return overlap(self._box, glance.box) < SAME_FACE_OVERLAP

    def _done(self, glance: Glance, liveness: Liveness) -> Seen:
        template = Template(self._frames.fused(), self._embedder.name, self._embedder.sha256)
        return Seen(template, *self._times(glance), liveness)

    def _give_up(self, reason: Reason, glance: Glance, verdict: Verdict | None = None) -> NotSeen:
        return NotSeen(reason, glance.hint, *self._times(glance), verdict)

    def _times(self, glance: Glance) -> tuple[DurationMs, DurationMs]:
        first = self._first_good_at or glance.taken_at
        return self._since_opened(first), self._since_opened(glance.taken_at)

    def _since_opened(self, moment: MonotonicNs) -> DurationMs:
        return DurationMs((moment - self._opened_at) // NS_PER_MS)
