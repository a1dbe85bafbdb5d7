"""A working day's legs in columns: some 70 bytes a leg, read by the hundred thousand at once."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from kiosk.domain.events import Flag, How
from kiosk.reports.measure import Values

TURN = np.dtype(
    [
        ("hour", "u1"),
        ("how", "u1"),
        ("bits", "u1"),
        ("why", "u1"),
        ("field", "<u2"),
        ("officer", "<u2"),
        ("ticket", "<u4"),
        ("wait", "<i4"),
        ("open", "<i4"),
    ]
)
"""Who came when, and waited how long: the columns of which most pages are made.

``hour`` is `NO_HOUR` where the clock was not trusted when the leg began; ``how``, ``field`` and ``officer`` are places in `HOWS` and in the day's own `DayNotes`; ``ticket`` numbers the day's tickets from
0. Times are milliseconds, `UNKNOWN` where no clock can tell; a ``why`` says whether they count, see `WHY`.
"""

COUNTER = np.dtype(
    [
        ("total_why", "u1"),
        ("walk_why", "u1"),
        ("serve_why", "u1"),
        ("result", "u1"),
        ("total", "<i4"),
        ("walk", "<i4"),
        ("serve", "<i4"),
    ]
)
"""What happened at the counter; ``result`` is 0 for none given, 1 late, 2 on time."""

WORD = np.dtype([("level", "u1"), ("factors", "u1", (5,)), ("p50", "<u2"), ("p90", "<u2"), ("last10", "<f8")])
"""What was said: ratings (0 for none), and the first promise in minutes (`NO_PROMISE` for none).

``last10`` is what "mean of the last 10" would have promised, in minutes; NaN before the first.
"""

PROOF = np.dtype([("chain", "<u2"), ("issued", "<u4"), ("called", "<u4"), ("ended", "<u4")])
"""The numbers of the events behind a leg; 0 for none. ``chain`` is a place in `DayNotes.chains`."""

HOWS = tuple(How)

WHY = ("", "still", *Flag, "no_clock", "a_wait_unknown")
"""Why a value does not enter the averages; the first does, the second lasts without a call."""

KEPT, STILL = 0, 1
NO_CLOCK = WHY.index("no_clock")
NOT_CONCERNED = 255

NO_HOUR = 24
"""Beside the hours 0 to 23."""

UNKNOWN = -1
LONGEST_MS = 2**31 - 1
"""24 days; no working day is longer."""

NO_PROMISE = 65_535

FIRST, MORE_LEGS, GAVE_UP, MISSED, SERVED, FIRST_CALL, CALLED, EARLY = (1 << place for place in range(8))
"""What ``bits`` say: a ticket's first leg, one of a ticket with several, given up, declared absent, served, came at the first
call, called at all, called early."""

LATE, ON_TIME = 1, 2


class DayNotes(msgspec.Struct, frozen=True):
    """What a day's columns refer to, and what is counted once for the day.

    Attributes:
        officers: Short ids; the last one stands for nobody.
        by_path: How many tickets, duplicates, disputes, overrides and ghosts, by the way of taking a ticket.
        late: Events that came more than a quarter of an hour after they happened, in the stretches ``gaps``.
        hours_published: Whether the opening hours were published for this office, or are all offices' usual ones.
        peak: Most people waiting at once.
        idle_ms: How long someone waited while a counter that serves them was free; None, like ``overtaken``, where the
            day's log does not tell which counter serves what.
        overtaken: People whom calls without recorded priority passed.
    """

    fields: tuple[str, ...]
    officers: tuple[str, ...]
    chains: tuple[str, ...]
    by_path: dict[How, tuple[int, int, int, int, int]]
    events: int
    bad_clock: int
    late: int
    gaps: tuple[tuple[int, int], ...]
    seated_ms: int
    hours_published: bool
    peak: int = 0
    idle_ms: int | None = None
    overtaken: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One office's working day.

    Attributes:
        turns: Of `TURN`, in the order of arrival; the others are in the same order.
    """

    notes: DayNotes
    turns: NDArray[np.void]
    counters: NDArray[np.void]
    words: NDArray[np.void]
    proofs: NDArray[np.void]


def open_values_of(turns: NDArray[np.void]) -> Values:
    """Sort the waits without closed hours; where no clock told when a wait began, nobody knows which were closed."""
    why = turns["why"]
    return values_of(turns["open"], np.where((turns["open"] == UNKNOWN) & (why <= STILL), NO_CLOCK, why))


def values_of(times: NDArray[np.integer], why: NDArray[np.integer]) -> Values:
    """Sort a column into what counts, what lasts, and what is left out."""
    out = (why > STILL) & (why != NOT_CONCERNED)
    counts = np.bincount(why[out], minlength=len(WHY))
    recorded = times[out]
    return Values(
        kept=times[why == KEPT].astype(np.int64),
        lasting=times[why == STILL],
        flagged=recorded[recorded != UNKNOWN].astype(np.int64),
        left_out={WHY[code]: int(counts[code]) for code in np.flatnonzero(counts)},
    )
