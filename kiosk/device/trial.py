"""A release on trial: it must be well several times in a row before a limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LOOKS_IN_A_ROW = 3
PAUSE_S = 10.0
"""Between looks: a part that crashes at its start is back, and caught, within this time."""

LIMIT_S = 300.0
"""A Raspberry Pi 4 has the screen drawn 40 s after power-on; five minutes are a release that does not come up."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Looks at a release until it has proved itself or its time is over.

    Attributes:
        look: Gives what is wrong now; empty when all is well.
        seconds: Counts seconds and never jumps.
        pause: Waits so many seconds.
        limit_s: Within which it must have proved itself.
    """

    look: Callable[[], list[str]]
    seconds: Callable[[], float]
    pause: Callable[[float], None]
    limit_s: float = LIMIT_S

    def judge(self) -> list[str]:
        """Give what was wrong at the last look; empty when the release has proved itself."""
        end = self.seconds() + self.limit_s
        well = 0
        while True:
            problems = self.look()
            well = 0 if problems else well + 1
            if well == LOOKS_IN_A_ROW:
                return []
            if self.seconds() >= end:
                return problems or [f"not well {LOOKS_IN_A_ROW} times in a row within {self.limit_s:.0f} s"]
            self.pause(PAUSE_S)
