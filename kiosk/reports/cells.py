"""Figures as cells of a table: minutes, seconds and percent with one decimal, written as Vietnamese does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.lib.units import MS_PER_S
from kiosk.reports.measure import MINUTE_MS
from kiosk.reports.wording import REASONS_VI

if TYPE_CHECKING:
    from kiosk.reports.measure import Summary
    from kiosk.reports.table import Cell


def minutes(ms: float | None) -> float | None:
    """Turn milliseconds into minutes with one decimal."""
    return None if ms is None else round(ms / MINUTE_MS, 1)


def seconds(ms: float | None) -> float | None:
    """Turn milliseconds into seconds with one decimal."""
    return None if ms is None else round(ms / MS_PER_S, 1)


def percent(share: float | None) -> float | None:
    """Turn a share into percent with one decimal."""
    return None if share is None else round(100 * share, 1)


def one_decimal(value: float | None) -> float | None:
    """Round to one decimal."""
    return None if value is None else round(value, 1)


def number(cell: Cell) -> str:
    """Write a cell as Vietnamese does: decimal comma, points between thousands, a true minus."""
    match cell:
        case None:
            return "–"
        case str():
            return cell
        case float():
            text = f"{cell:,.1f}"
        case _:
            text = f"{cell:,}"
    return text.translate(str.maketrans(",.-", ".,−"))


def reasons(summary: Summary) -> str:
    """Say which rows were left out, and why."""
    return ", ".join(
        f"{count} {REASONS_VI.get(reason, reason)}" for reason, count in sorted(summary.left_out.items())
    )
