"""What is summed up of a day's served legs, and kept with the day."""

from __future__ import annotations

from kiosk.lib.units import MS_PER_S

WAIT_LIMIT_MS = 15 * 60 * MS_PER_S
LONG_WAIT_LIMIT_MS = 30 * 60 * MS_PER_S
"""The two waits that an office's is held against.

Source: Quyết định 468/QĐ-TTg of 27-3-2021 (an average of at most 30 minutes from 2022, 15 from 2025).
"""

MEASURED = "leg.wait_ms IS NOT NULL AND leg.flags NOT LIKE '%wait:%'"
"""A flagged wait enters no average; it is counted beside them."""

DAY_FIGURES = {
    "visits": "count(*)",
    "measured": f"coalesce(sum(CASE WHEN {MEASURED} THEN 1 ELSE 0 END), 0)",
    "total_wait_ms": f"coalesce(sum(CASE WHEN {MEASURED} THEN leg.wait_ms ELSE 0 END), 0)",
    "max_wait_ms": f"coalesce(max(CASE WHEN {MEASURED} THEN leg.wait_ms ELSE 0 END), 0)",
    "over_15": f"coalesce(sum(CASE WHEN {MEASURED} AND leg.wait_ms > {WAIT_LIMIT_MS} THEN 1 ELSE 0 END), 0)",
    "over_30": f"coalesce(sum(CASE WHEN {MEASURED} AND leg.wait_ms > {LONG_WAIT_LIMIT_MS} THEN 1 ELSE 0 END), 0)",
}
"""A day's columns, in the order of the fields of `Figures`, with what each is of the day's served legs."""

SUM_UP_DAY = (
    f"({', '.join(DAY_FIGURES)}) = (SELECT {', '.join(DAY_FIGURES.values())} FROM leg"
    " WHERE leg.office = day.office AND leg.day_id = day.day_id AND leg.outcome = 'served')"
)
"""What a day is set to, in the words of either database."""
