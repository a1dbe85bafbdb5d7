"""The heat map: how many come and how long they wait, hour by weekday."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.reports.measure import Sample, Summary, summarise
from kiosk.reports.samples import Figure, sample

if TYPE_CHECKING:
    from kiosk.reports.figures import Material


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One hour of one weekday, over all the period's days.

    Attributes:
        weekday: 0 for Monday.
        hour: Hour of arrival in the office's zone, 0–23.
        tickets: Tickets taken then.
        days: Working days of that weekday in the period, busy at that hour or not.
        wait: Waits to the first call.
    """

    weekday: int
    hour: int
    tickets: int
    days: int
    wait: Summary


def heat_map(material: Material) -> list[HeatCell]:
    """Give the cells in which anyone came, Monday first; whose hour nobody knows is in none."""
    uncalled = material.uncalled
    waits: dict[tuple[int, int], list[Sample]] = defaultdict(list)
    for leg in material.legs:
        wait = sample(Figure.WAIT, leg, uncalled)
        if wait is not None and leg.hour_known:
            waits[leg.weekday, leg.hour].append(wait)
    dates = {day.date for day in material.days}
    return [
        HeatCell(
            weekday,
            hour,
            len(samples),
            sum(day.weekday() == weekday for day in dates),
            summarise(samples),
        )
        for (weekday, hour), samples in sorted(waits.items())
    ]
