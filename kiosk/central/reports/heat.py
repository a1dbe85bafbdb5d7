"""When people come and how long they wait, hour by hour, by weekday or by office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kiosk.central.reports.answer import HeatCell
from kiosk.central.reports.block import FIRST, NO_HOUR
from kiosk.central.reports.grouping import waits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kiosk.central.reports.columns import Columns

HOURS = 24


def heat(columns: Columns, names: Sequence[str], of_day: NDArray[np.int64]) -> list[HeatCell]:
    """Give the cells in which anyone came, column by column in the order of ``names``.

    Tickets whose hour no clock told are in none.

    Args:
        of_day: The place of each day's column in ``names``.
    """
    first = np.flatnonzero((columns.turns["bits"] & FIRST != 0) & (columns.turns["hour"] != NO_HOUR))
    if not len(first):
        return []
    cells = of_day[columns.day[first]] * HOURS + columns.turns["hour"][first]
    order = np.argsort(cells, kind="stable")
    bounds = np.searchsorted(cells[order], np.arange(len(names) * HOURS + 1))
    found = []
    for number in np.flatnonzero(np.diff(bounds)):
        legs = first[order[bounds[number] : bounds[number + 1]]]
        column, hour = divmod(int(number), HOURS)
        wait = waits_of(columns, legs)
        found.append(HeatCell(names[column], hour, len(legs), wait.mean, wait.over_15))
    return found
