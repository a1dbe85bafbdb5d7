"""Latencies as the few figures that are reported of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MS_PER_S = 1_000.0


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that at least ``share`` of all do not exceed; 0 without values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]


def latency(seconds: Sequence[float]) -> dict[str, float]:
    """Give milliseconds at the median, at 99 % and at most, and how many were measured; 0 for none."""
    return {
        "p50": round(percentile(seconds, 0.5) * MS_PER_S, 2),
        "p99": round(percentile(seconds, 0.99) * MS_PER_S, 2),
        "max": round(max(seconds, default=0.0) * MS_PER_S, 2),
        "count": len(seconds),
    }
