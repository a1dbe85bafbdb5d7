"""The guard at closing time: whoever cannot be called today is offered a place for tomorrow."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Catalogue
    from kiosk.domain.moment import Moment
    from kiosk.domain.office import Office
    from kiosk.domain.policy import Policy
    from kiosk.domain.ticket import Ticket
    from kiosk.forecast.promise import RollingPromiser

DOUBTFUL_FROM = 0.1
"""Above this share of roll-outs past closing, p90 has passed it: the citizen is told."""

TOMORROW_FROM = 0.5
"""Above this share, the turn more likely than not does not come today. Source: p50, the point promised."""


class Outlook(StrEnum):
    """Whether a turn comes before closing."""

    TODAY = "today"
    DOUBTFUL = "doubtful"
    TOMORROW = "tomorrow"


def outlook(
    promiser: RollingPromiser,
    *,
    office: Office,
    ticket: Ticket,
    catalogue: Catalogue,
    policy: Policy,
    now: Moment,
) -> Outlook:
    """Say whether a waiting ticket's turn comes today, from the same roll-outs as its promise.

    It only computes: a place for tomorrow is given by command, never taken from anybody by a forecast.
    While the clock is doubtful nothing is said to be past closing.
    """
    if not now.clock_ok:
        return Outlook.TODAY
    share = promiser.share_past_closing(office, ticket, catalogue, policy, now)
    if share > TOMORROW_FROM:
        return Outlook.TOMORROW
    return Outlook.DOUBTFUL if share > DOUBTFUL_FROM else Outlook.TODAY
