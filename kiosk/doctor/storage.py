"""Whether the card or disk will last: faults of its file system, wear, and how long a write takes."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine, warning
from kiosk.doctor.readings import SYSTEM, read_number, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.doctor.check import Context, Finding

WRITES = 30
WRITE_BYTES = 4096
"""About what one ticket writes, and what a file system writes at least."""

NS_PER_MS = 1_000_000
SLOW_MS = 100.0
"""Each ticket waits for one such write; above it citizens notice."""

TOO_SLOW_MS = 1000.0
"""A card that needs a second for 4 KiB is at its end."""

STEP_PERCENT = 10
WORN = 8
"""JEDEC eMMC 5.1, DEVICE_LIFE_TIME_EST: steps of 10%; 0x0B is beyond its life."""

AT_ITS_END = 11


class CardCheck:
    """The file system has met no errors, and the card's own counters show life left."""

    name = "card"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._root = root

    def run(self, _context: Context) -> Finding:
        """Read ext4's counters since the last repair, and the wear that the card tells."""
        remedy = "make a backup with `kiosk backup --to`, then replace the card"
        errors = {
            path.parent.name: count
            for path in sorted(self._root.glob("sys/fs/ext4/*/errors_count"))
            if (count := read_number(path))
        }
        if errors:
            told = ", ".join(f"{device}: {count}" for device, count in errors.items())
            return fault(f"errors of the file system ({told})", remedy)
        worn = self.worn_percent()
        if worn is None:
            return fine("no errors; it does not tell its wear, as most SD cards")
        what = f"no errors; about {worn}% of its life used"
        if worn >= AT_ITS_END * STEP_PERCENT:
            return fault(what, remedy)
        return warning(what, remedy) if worn >= WORN * STEP_PERCENT else fine(what)

    def worn_percent(self) -> int | None:
        """Read how much of its life the card has used, in steps of ten; None where it does not tell."""
        wear = [number for path in self._wear() for number in _life_times(path)]
        return max(wear) * STEP_PERCENT if wear else None

    def _wear(self) -> list[Path]:
        return sorted(self._root.glob("sys/block/mmcblk*/device/life_time"))


class WriteCheck:
    """A small write reaches the disk soon enough that nobody waits for it."""

    name = "write speed"

    def __init__(self, seconds_of_write: float | None = None) -> None:
        self._given = seconds_of_write

    def run(self, context: Context) -> Finding:
        """Write and sync a temporary file beside the database a few times; nothing of it stays."""
        folder = context.paths.state
        if not folder.is_dir():
            return fine("there are no data yet")
        times_ms = [self._given * 1000] if self._given is not None else _time_writes(folder)
        typical = statistics.median(times_ms)
        what = f"4 KiB reach the disk in {typical:.1f} ms, at worst {max(times_ms):.1f} ms"
        remedy = "use a card of class A2, an NVMe or a USB disk; if it was faster before, replace it soon"
        if typical >= TOO_SLOW_MS:
            return fault(what, remedy)
        return warning(what, remedy) if typical >= SLOW_MS else fine(what)


def _time_writes(folder: Path) -> list[float]:
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(WRITES):
            begin = time.monotonic_ns()
            file.write(os.urandom(WRITE_BYTES))
            file.flush()
            os.fsync(file.fileno())
            times.append((time.monotonic_ns() - begin) / NS_PER_MS)
    return times


def _life_times(path: Path) -> list[int]:
    words = (read_text(path) or "").split()
    return [int(word, 16) for word in words if word.startswith("0x")]
