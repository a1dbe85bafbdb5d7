"""Ten legs drawn by lot, for a person to check by hand."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.reports.legs import Period, ReportLeg

LEGS_TO_CHECK = 10


def draw(legs: Sequence[ReportLeg], period: Period) -> list[ReportLeg]:
    """Draw ten legs in the order of arrival; the same ones whenever the same period is asked for."""
    by_name = sorted(legs, key=lambda leg: (leg.ticket, leg.leg))
    # The lot must be reproducible so that two people check the same legs; nothing secret hangs on it.
    lot = random.Random(str(period))  # noqa: S311
    drawn = lot.sample(by_name, min(LEGS_TO_CHECK, len(by_name)))
    return sorted(drawn, key=lambda leg: (leg.arrived_at, leg.ticket, leg.leg))
