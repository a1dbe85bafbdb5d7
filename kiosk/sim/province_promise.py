"""What people of a simulated province are promised: people ahead over the counters that are open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kiosk.domain.moves import PromiseShown
from kiosk.domain.queue import people_ahead
from kiosk.sim.presets import SERVICE_MIN

if TYPE_CHECKING:
    from kiosk.domain.ticket import Ticket
    from kiosk.sim.desk import SimulatedDesk

STEP_MIN = 5
"""A shown range is rounded outwards to five minutes, as the desk does."""

BEING_SERVED = 0.5
"""Whoever is at the counter has half of their time behind them, on average."""

UPPER = 1.9
"""The upper bound over the median. Source: assumption; nearly nine of ten waits end by it."""


class Promiser:
    """Watches a day and promises a wait to everybody who has to.

    The desk's own forecast plays the queue two hundred times for each promise, which a year of a province
    cannot wait for.
    """

    def issued(self, desk: SimulatedDesk, ticket: Ticket) -> None:
        """Promise; no number while no open counter serves the field."""
        office, code = desk.office, ticket.leg.field
        counters = sum(code in c.fields and c.number in office.calling for c in desk.catalogue.counters)
        ahead = people_ahead(office, ticket)
        p50 = p90 = None
        if counters:
            wait_min = (ahead + BEING_SERVED) * SERVICE_MIN[code][0] / counters
            p50 = STEP_MIN * math.floor(wait_min / STEP_MIN)
            p90 = STEP_MIN * math.ceil((UPPER * wait_min + 1) / STEP_MIN)
        desk.happen(
            [PromiseShown(ticket.id, "rule", "1", ahead, p50, p90, provisional=True, counters=counters)]
        )
