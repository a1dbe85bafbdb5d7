"""Ten legs drawn by lot, for a person to check by hand."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kiosk.reports.legs import Period, ReportLeg

LEGS_TO_CHECK = 10


def draw(legs: Sequence[ReportLeg], period: Period) -> list[ReportLeg]:
    """Draw ten legs in the order of arrival; the same ones whenever the same period is asked for."""
    by_name = {(leg.ticket, leg.leg): leg for leg in legs}
    drawn = [by_name[name] for name in draw_names(by_name, period)]
    return sorted(drawn, key=lambda leg: (leg.arrived_at, leg.ticket, leg.leg))


def draw_names(names: Collection[tuple[str, int]], period: Period) -> list[tuple[str, int]]:
    """Draw ten of some legs by ticket and number, the same ones from the same legs and period."""
    # The lot must be reproducible so that two people check the same legs; nothing secret hangs on it.
    lot = random.Random(str(period))  # noqa: S311
    return lot.sample(sorted(names), min(LEGS_TO_CHECK, len(names)))
