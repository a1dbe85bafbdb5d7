"""Staffing advice computed the long way; see `tests.central.oracle`."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from tests.central.oracle import MINUTE, Row, open_ms, rows_of, serve_of, walk_of
from tests.central.oracle_log import Day

HOUR = timedelta(hours=1)


def advice(days: Sequence[Day]) -> dict[int, tuple[float, int, int]]:
    """For each hour: people in an open hour, fewest counters with a mean wait of 15 minutes, and that wait.

    By Erlang C with the correction of Allen and Cunneen; each formula as textbooks write it.
    """
    rows = rows_of(days)
    taken = [time_at_counter for row in rows if (time_at_counter := _at_counter(row)) is not None]
    mean = statistics.fmean(taken)
    spread = statistics.pstdev(taken) / mean
    dates = sorted({day.date for day in days if day.date is not None})
    came: dict[int, int] = {}
    for row in rows:
        if row.turn.outcome != "no_show":
            hour = _served_from(row.date, row.hour)
            came[hour] = came.get(hour, 0) + 1
    told = {}
    for hour, count in sorted(came.items()):
        per_hour = count / (sum(_open(day, hour) for day in dates) or len(dates))
        counters = 1
        while (wait := _wait_ms(per_hour, mean, spread, counters)) is None or wait > 15 * MINUTE:
            counters += 1
        told[hour] = (per_hour, counters, round(wait))
    return told


def _at_counter(row: Row) -> int | None:
    serve, walk = serve_of(row), walk_of(row)
    if serve is None or serve.ms is None or serve.why_out:
        return None
    return serve.ms + (walk.ms if walk is not None and walk.ms is not None and not walk.why_out else 0)


def _served_from(day: date, hour: int) -> int:
    return next((later for later in range(hour, 24) if _open(day, later)), hour)


def _open(day: date, hour: int) -> float:
    begins = datetime.combine(day, time(hour))
    return open_ms(begins, begins + HOUR) / (60 * MINUTE)


def _wait_ms(per_hour: float, service_ms: float, spread: float, counters: int) -> float | None:
    load = per_hour * service_ms / (60 * MINUTE)
    if load >= counters:
        return None
    full = load**counters / math.factorial(counters) * counters / (counters - load)
    waits = full / (sum(load**k / math.factorial(k) for k in range(counters)) + full)
    return waits * service_ms / (counters - load) * (1 + spread**2) / 2
