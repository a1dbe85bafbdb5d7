"""Where time comes from: the machine, or a hand that moves it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kiosk.lib.units import NS_PER_MS, BootId, BootNs, WallMs

BOOT_ID_PATH = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """What the time is, in the two ways that matter."""

    def wall(self) -> WallMs:
        """Tell UTC, which may be wrong or jump."""
        ...

    def boot(self) -> BootId:
        """Name the boot that ``boot_ns`` counts from."""
        ...

    def boot_ns(self) -> BootNs:
        """Count from boot; never jumps, goes on in suspend."""
        ...


class SystemClock:
    """The kernel's clocks."""

    def __init__(self) -> None:
        self._boot = BootId(BOOT_ID_PATH.read_text("ascii").strip())

    def wall(self) -> WallMs:
        """Tell UTC as the kernel has it."""
        return WallMs(time.time_ns() // NS_PER_MS)

    def boot(self) -> BootId:
        """Give the kernel's boot id."""
        return self._boot

    def boot_ns(self) -> BootNs:
        """Read CLOCK_BOOTTIME."""
        return BootNs(time.clock_gettime_ns(time.CLOCK_BOOTTIME))


@dataclass(slots=True)
class ManualClock:
    """A clock that only moves when told to; for tests and simulations."""

    wall_ms: int = 1_795_000_000_000
    boot_id: str = "00000000-0000-4000-8000-000000000000"
    ns: int = 1_000_000_000

    def wall(self) -> WallMs:
        """Tell the time it was set to."""
        return WallMs(self.wall_ms)

    def boot(self) -> BootId:
        """Name the pretended boot."""
        return BootId(self.boot_id)

    def boot_ns(self) -> BootNs:
        """Count from the pretended boot."""
        return BootNs(self.ns)

    def advance(self, seconds: float) -> None:
        """Let time pass on both clocks."""
        ns = int(seconds * 1_000_000_000)
        self.ns += ns
        self.wall_ms += ns // NS_PER_MS
