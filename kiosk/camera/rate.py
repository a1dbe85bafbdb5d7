"""How fast a camera gives pictures while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.camera.frame import Frame

NS_PER_MS = 1_000_000
LONGEST_GAP_NS = 1_000 * NS_PER_MS
"""Silent for longer, a camera was closed or is gone (`kiosk.camera.capture`); what came before counts no more."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Pictures that came one after another.

    Attributes:
        frames: After the first, which starts the time.
        span_ms: From the first to the last.
    """

    frames: int
    span_ms: int


class FrameCounter:
    """Counts frames between two readings; ``put`` is a sink for the capture worker.

    A frame that comes while another thread reads may be counted to neither spell: one in hundreds.
    """

    def __init__(self) -> None:
        self._first_ns = self._last_ns = 0
        self._frames = 0

    def put(self, frame: Frame) -> None:
        """Count a frame; it is not kept."""
        if not self._frames or frame.taken_at - self._last_ns > LONGEST_GAP_NS:
            self._first_ns, self._frames = frame.taken_at, 0
        self._last_ns = frame.taken_at
        self._frames += 1

    def take(self) -> Counted | None:
        """Give what was counted since the last reading, and begin anew; None where nothing can be said. Any thread."""
        frames, span_ns = self._frames - 1, self._last_ns - self._first_ns
        self._frames = 0
        return Counted(frames, span_ns // NS_PER_MS) if frames > 0 and span_ns > 0 else None
