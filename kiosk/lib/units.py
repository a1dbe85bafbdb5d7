"""Units of time as types, so that a number cannot be read in the wrong one."""

from __future__ import annotations

from typing import NewType

WallMs = NewType("WallMs", int)
"""Milliseconds since 1970-01-01T00:00:00 UTC, as far as the clock is right."""

BootNs = NewType("BootNs", int)
"""Nanoseconds since boot (CLOCK_BOOTTIME); compare within one boot only."""

MonotonicNs = NewType("MonotonicNs", int)
"""Nanoseconds from ``time.monotonic_ns``; compare within one process only."""

DurationMs = NewType("DurationMs", int)
"""A length of time in milliseconds."""

BootId = NewType("BootId", str)
"""The kernel's random id of this boot."""

NS_PER_MS = 1_000_000
MS_PER_S = 1_000
MS_PER_DAY = 86_400_000
