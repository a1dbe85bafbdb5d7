"""Offices beside offices of like load: so many tickets for each hour in which a counter was staffed."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from kiosk.central.reports.answer import LoadPeer
from kiosk.central.reports.block import FIRST, values_of
from kiosk.domain.ids import OfficeId
from kiosk.reports.measure import SHORT_LIMIT_MS, count_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.reports.columns import Columns
    from kiosk.central.reports.grouping import Legs, Part

HOUR_MS = 3_600_000

LIKE = 0.25
"""Loads that differ by less than a quarter are alike: at an office with 8 tickets an hour, 6 to 10."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits of some legs, as sums that add up.

    Attributes:
        decided: Of whom it is known whether they waited more than 15 minutes; ``over`` of them did.
    """

    total_ms: int = 0
    count: int = 0
    over: int = 0
    decided: int = 0

    def __add__(self, other: Waits) -> Waits:
        """Put two lots of legs together."""
        sums = (mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True))
        return Waits(*sums)

    @property
    def mean_ms(self) -> float | None:
        """The mean; None of none."""
        return self.total_ms / self.count if self.count else None

    @property
    def over_15(self) -> float | None:
        """The share over 15 minutes; None of none."""
        return self.over / self.decided if self.decided else None


def compare_loads(columns: Columns, parts: Sequence[Part]) -> list[LoadPeer]:
    """Put each office, with its legs, beside those of like load."""
    tickets = [int((columns.turns["bits"][part.legs] & FIRST != 0).sum()) for part in parts]
    hours = [sum(day.notes.seated_ms for day in part.days) / HOUR_MS for part in parts]
    loads = [count / seated if seated else None for count, seated in zip(tickets, hours, strict=True)]
    waits = [_waits(columns, part.legs) for part in parts]
    found = []
    for number, part in enumerate(parts):
        alike = [place for place, load in enumerate(loads) if place != number and _alike(loads[number], load)]
        peers = sum((waits[place] for place in alike), Waits())
        found.append(
            LoadPeer(
                office=OfficeId(part.name),
                tickets=tickets[number],
                seat_hours=hours[number],
                load=loads[number],
                peers=tuple(OfficeId(parts[place].name) for place in alike),
                mean_ms=waits[number].mean_ms,
                peer_mean_ms=peers.mean_ms,
                over_15=waits[number].over_15,
                peer_over_15=peers.over_15,
            )
        )
    return found


def _alike(ours: float | None, theirs: float | None) -> bool:
    return ours is not None and theirs is not None and abs(theirs - ours) <= LIKE * ours


def _waits(columns: Columns, legs: Legs) -> Waits:
    values = values_of(columns.turns["wait"][legs], columns.turns["why"][legs])
    over, decided = count_over(values.kept, values.lasting, SHORT_LIMIT_MS)
    return Waits(int(values.kept.sum()), len(values.kept), over, decided)
