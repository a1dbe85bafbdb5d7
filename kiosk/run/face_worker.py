"""The screen's face thread: frames in, glances and one look out."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.face.challenge import Side
from kiosk.face.embed import Template
from kiosk.face.look import Liveness, LivenessPolicy, Look, Looking, NotSeen, Seen
from kiosk.face.metering import Metering
from kiosk.face.quality import Hint as FaceHint
from kiosk.face.small_picture import small_picture
from kiosk.lib.slot import LatestSlot
from kiosk.lib.units import DurationMs, MonotonicNs
from kiosk.lib.worker import Worker
from kiosk.ui.happenings import GlanceSeen, LookDone, LookFailed
from kiosk.ui.view_state import FacePlace, Hint

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.camera.frame import Frame
    from kiosk.face.pipeline import FacePipeline, Glance
    from kiosk.ui.happenings import CameraNews

FRAME_WAIT_S = 0.2

_HINTS = {
    FaceHint.NOBODY: Hint.MOVE_INTO_RING,
    FaceHint.CLOSER: Hint.COME_CLOSER,
    FaceHint.LOOK_STRAIGHT: Hint.LOOK_STRAIGHT,
    FaceHint.TOO_DARK: Hint.MORE_LIGHT,
    FaceHint.TOO_BRIGHT: Hint.LESS_LIGHT,
    FaceHint.BACKLIT: Hint.LIGHT_BEHIND,
    FaceHint.COVERED: Hint.UNCOVER_FACE,
    FaceHint.HOLD_STILL: Hint.HOLD_STILL,
    FaceHint.FOLLOW_DOT: Hint.FOLLOW_DOT,
    FaceHint.OK: Hint.THANK_YOU,
}

DOT = {Side.LEFT: -1.0, Side.RIGHT: 1.0}
"""Where the dot goes on the mirrored screen."""


@dataclass(frozen=True, slots=True)
class FinishedLook:
    """What a look leaves: the template, what stood before the lens, and a small picture where wanted."""

    template: Template
    nature: str
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class LookTiming:
    """How long one look took, counted from the camera's opening.

    Attributes:
        first_good_ms: Until the first good frame.
        decided_ms: Until the look was complete.
        challenged: Whether the citizen was asked to follow the dot.
    """

    first_good_ms: int
    decided_ms: int
    challenged: bool


class FaceWorker:
    """Look at the newest frame as long as someone asked for it.

    ``begin`` and ``cancel`` may be called from any thread; ``frames.put`` is a sink for the capture worker.

    Attributes:
        timings: Every finished look's, for the demo's summary.
        policy: When the next look poses the challenge.
        draw_side: Draws the side of the next challenge; at random, but where a demo tells its story.
        reason: Why the last look that failed did, and what the challenge said; None before that.
    """

    def __init__(
        self,
        load: Callable[[], FacePipeline],
        nature: str,
        policy: LivenessPolicy,
        limit_ms: DurationMs,
        *,
        with_picture: bool = False,
        on_news: Callable[[CameraNews], None],
        on_light: Callable[[float | None], None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        """Prepare; models are loaded in the first round, not before.

        Args:
            load: Builds the pipeline; takes about a second.
            nature: What the camera's source says stands before it.
            policy: When to pose the challenge, as the desk dictates.
            with_picture: Leave a small picture, too; only where the office has switched it on.
            limit_ms: Longest time from the first good frame to a template.
            on_news: Told of every glance and of how the look ends.
            on_light: Told what light the face needs over that of now; None when the look is over.
            on_crash: Told what ended the thread.
        """
        self._load = load
        self._nature = nature
        self.policy: LivenessPolicy = policy
        self._with_picture = with_picture
        self.draw_side: Callable[[], Side] = _draw_side
        self.reason: str | None = None
        self._limit_ms = limit_ms
        self._on_news = on_news
        self._on_light = on_light
        self._metering = Metering()
        self._pipeline: FacePipeline | None = None
        self._lock = threading.Lock()
        self._asked: tuple[int, MonotonicNs] | None = None
        self._look: Look | None = None
        self.frames: LatestSlot[Frame] = LatestSlot()
        self.timings: list[LookTiming] = []
        self._worker = Worker("face", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to load the models."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread and let the models go."""
        # On a busy machine the models are still being loaded, which nothing can break off.
        self._worker.stop(timeout_s=30.0)
        if self._pipeline is not None:
            self._pipeline.close()

    @property
    def is_ready(self) -> bool:
        """Whether the models are loaded."""
        return self._pipeline is not None

    def begin(self, request: int) -> None:
        """Look for a face from now on and report under ``request``."""
        with self._lock:
            self._asked = (request, MonotonicNs(time.monotonic_ns()))
            self._look = None

    def cancel(self) -> None:
        """Stop looking and forget what was seen."""
        with self._lock:
            self._asked = None
            self._look = None

    def _round(self) -> None:
        if self._pipeline is None:
            self._pipeline = self._load()
        frame = self.frames.take(FRAME_WAIT_S)
        with self._lock:
            asked = self._asked
            if asked is None or frame is None or frame.taken_at < asked[1]:
                return
            if self._look is None:
                self._look = Look(
                    self._pipeline.embedder, asked[1], self.policy, self.draw_side, self._limit_ms
                )
                self._metering = Metering()
            look = self._look
        glance = self._pipeline.look(frame, look.wants)
        outcome = look.take(glance)
        with self._lock:
            if self._asked != asked:
                return
            if not isinstance(outcome, Looking):
                self._asked = None
                self._look = None
        self._meter(glance, is_over=not isinstance(outcome, Looking))
        picture = b""
        if self._with_picture and isinstance(outcome, Seen) and glance.box is not None:
            picture = small_picture(frame.pixels, glance.box)
        self._tell(asked[0], outcome, _place_of(glance, frame), picture)

    def _meter(self, glance: Glance, *, is_over: bool) -> None:
        times = self._metering.take(glance)
        if is_over and self._metering.has_acted:
            self._on_light(None)
        elif times is not None:
            self._on_light(times)

    def _tell(
        self, request: int, outcome: Looking | Seen | NotSeen, face: FacePlace | None, picture: bytes
    ) -> None:
        match outcome:
            case Looking(hint=hint, progress=progress, dot=dot):
                place = None if dot is None else DOT[dot]
                self._on_news(GlanceSeen(request, _HINTS[hint], progress, place, face))
            case Seen(template=template):
                challenged = outcome.liveness is Liveness.CHALLENGED
                self.timings.append(LookTiming(outcome.first_good_ms, outcome.decided_ms, challenged))
                self._on_news(LookDone(request, FinishedLook(template, self._nature_of(outcome), picture)))
            case NotSeen():
                self.reason = (
                    f"{outcome.reason}: {outcome.verdict}" if outcome.verdict else str(outcome.reason)
                )
                self._on_news(LookFailed(request))

    def _nature_of(self, seen: Seen) -> str:
        """Say what stood before the lens: what the challenge found, else what the source is."""
        return "live" if seen.liveness is Liveness.CHALLENGED else self._nature


def _place_of(glance: Glance, frame: Frame) -> FacePlace | None:
    """Tell where the face that was looked at is; None when there was none."""
    if glance.box is None:
        return None
    height, width = frame.pixels.shape[:2]
    x, y = glance.box.centre
    return FacePlace(x / width, y / height, glance.box.height / height)


def _draw_side() -> Side:
    return secrets.choice(list(Side))
