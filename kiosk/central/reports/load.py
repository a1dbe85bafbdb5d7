"""Offices beside offices of like load: so many tickets for each hour in which a counter was staffed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kiosk.central.reports.answer import LoadPeer
from kiosk.central.reports.block import FIRST, values_of
from kiosk.domain.ids import OfficeId
from kiosk.reports.measure import SHORT_LIMIT_MS, share_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.reports.columns import Columns
    from kiosk.central.reports.grouping import Legs, Part

HOUR_MS = 3_600_000

LIKE = 0.25
"""Loads that differ by less than a quarter are alike: at an office with 8 tickets an hour, 6 to 10."""


def compare_loads(columns: Columns, parts: Sequence[Part]) -> list[LoadPeer]:
    """Put each office, with its legs, beside those of like load."""
    tickets = [int((columns.turns["bits"][part.legs] & FIRST).sum()) for part in parts]
    hours = [sum(day.notes.seated_ms for day in part.days) / HOUR_MS for part in parts]
    loads = [count / seated if seated else None for count, seated in zip(tickets, hours, strict=True)]
    found = []
    for number, part in enumerate(parts):
        alike = [place for place, load in enumerate(loads) if place != number and _alike(loads[number], load)]
        mean, over = _waits(columns, part.legs)
        peer_mean, peer_over = _waits(columns, *(parts[place].legs for place in alike))
        found.append(
            LoadPeer(
                office=OfficeId(part.name),
                tickets=tickets[number],
                seat_hours=hours[number],
                load=loads[number],
                peers=tuple(OfficeId(parts[place].name) for place in alike),
                mean_ms=mean,
                peer_mean_ms=peer_mean,
                over_15=over,
                peer_over_15=peer_over,
            )
        )
    return found


def _alike(ours: float | None, theirs: float | None) -> bool:
    return ours is not None and theirs is not None and abs(theirs - ours) <= LIKE * ours


def _waits(columns: Columns, *parts: Legs) -> tuple[float | None, float | None]:
    """Give mean and share over 15 minutes, without the sorting that a whole summary needs."""
    values = [values_of(columns.turns["wait"][legs], columns.turns["why"][legs]) for legs in parts]
    kept, lasting = ([getattr(each, name) for each in values] for name in ("kept", "lasting"))
    if not sum(map(len, kept)):
        return None, None
    mean = sum(int(each.sum()) for each in kept) / sum(map(len, kept))
    return mean, share_over(np.concatenate(kept), np.concatenate(lasting), SHORT_LIMIT_MS)
