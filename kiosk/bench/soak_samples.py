"""What processes hold over time, and whether it stays the same once they are warm."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BYTES_PER_MB = 1024 * 1024

WARM_SHARE = 0.25
"""Of all samples; models load, caches and the forecast's history fill in that time."""

GROWTH_MB = 12.0
GROWTH_SHARE = 0.05
"""Memory is flat when its last quarter's median lies at most so much above the first warm quarter's; the larger counts.

glibc gives freed memory back in pieces of its own choice, so a few MB come and go.
"""

GROWTH_COUNT = 3
"""Descriptors and threads: connections of the moment come and go."""


@dataclass(frozen=True, slots=True)
class Held:
    """What one process and its children hold at one moment."""

    rss_mb: float
    descriptors: int
    threads: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at everything.

    Attributes:
        minute: Since the load began.
        held: By process.
        database_mb: The desk's, with its write-ahead log.
        logs_mb: All processes' logs.
        events: In the desk's log.
    """

    minute: float
    held: Mapping[str, Held]
    database_mb: float
    logs_mb: float
    events: int


def look_at(pid: int) -> Held:
    """Look at a process and its children now."""
    processes = [psutil.Process(pid)]
    processes += processes[0].children(recursive=True)
    rss, descriptors, threads = 0, 0, 0
    for process in processes:
        try:
            with process.oneshot():
                rss += process.memory_info().rss
                descriptors += process.num_fds()
                threads += process.num_threads()
        except psutil.NoSuchProcess:
            # A child that ended between the two looks holds nothing.
            continue
    return Held(round(rss / BYTES_PER_MB, 1), descriptors, threads)


def size_mb(paths: Sequence[Path]) -> float:
    """Give the size of those files that are there."""
    return round(sum(path.stat().st_size for path in paths if path.exists()) / BYTES_PER_MB, 3)


@dataclass(frozen=True, slots=True)
class Growth:
    """One measure of one process: the median of the first warm quarter and of the last quarter."""

    process: str
    measure: str
    first: float
    last: float

    @property
    def is_flat(self) -> bool:
        """Whether the last is no more than noise above the first."""
        allowed = max(GROWTH_MB, self.first * GROWTH_SHARE) if self.measure == "rss_mb" else GROWTH_COUNT
        return self.last - self.first <= allowed


def growths(samples: Sequence[Sample]) -> list[Growth]:
    """Compare the first quarter after warming up with the last; nothing where there are too few samples."""
    warm = samples[round(len(samples) * WARM_SHARE) :]
    quarter = len(warm) // 4
    if not quarter:
        return []
    return [
        Growth(
            process,
            measure,
            _median(warm[:quarter], process, measure),
            _median(warm[-quarter:], process, measure),
        )
        for process in warm[0].held
        for measure in ("rss_mb", "descriptors", "threads")
    ]


def _median(samples: Sequence[Sample], process: str, measure: str) -> float:
    return statistics.median(float(getattr(sample.held[process], measure)) for sample in samples)
