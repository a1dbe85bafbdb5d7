"""When the next picture of a made-up camera is due."""

from __future__ import annotations

import time
from typing import Protocol

from kiosk.errors import CameraGone
from kiosk.lib.units import MonotonicNs

NS_PER_S = 1_000_000_000


class Pace(Protocol):
    """A monotonic clock that can also be waited on."""

    def now(self) -> MonotonicNs:
        """Read the clock."""
        ...

    def wait(self, seconds: float) -> None:
        """Return after ``seconds``."""
        ...


class RealPace:
    """The kernel's monotonic clock."""

    def now(self) -> MonotonicNs:
        """Read ``time.monotonic_ns``."""
        return MonotonicNs(time.monotonic_ns())

    def wait(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)


class SimulatedPace:
    """A clock on which waiting takes no time; for tests and for playing as fast as one can."""

    def __init__(self) -> None:
        self._now = 0

    def now(self) -> MonotonicNs:
        """Tell the time waited up to now."""
        return MonotonicNs(self._now)

    def wait(self, seconds: float) -> None:
        """Move the clock on."""
        self._now += round(seconds * NS_PER_S)


class Metronome:
    """Hand out the moments at which a source of ``fps`` pictures per second delivers.

    A reader that is late skips the moments it missed, as with a real sensor.
    """

    def __init__(self, fps: float, pace: Pace) -> None:
        self._period_ns = int(NS_PER_S / fps)
        self._pace = pace
        self._due = pace.now()

    def wait_for_tick(self, timeout_s: float) -> MonotonicNs:
        """Wait until the next picture is due, and tell the time.

        Raises:
            CameraGone: It is due later than ``timeout_s`` from now.
        """
        now = self._pace.now()
        if self._due > now:
            wait_s = (self._due - now) / NS_PER_S
            self._pace.wait(min(wait_s, timeout_s))
            if wait_s > timeout_s:
                raise CameraGone(f"no picture within {timeout_s:g} s")
            now = self._pace.now()
        self._due = MonotonicNs(self._due + self._period_ns)
        if self._due <= now:
            self._due = MonotonicNs(now + self._period_ns)
        return now
