"""How many of today's promised waits were kept: what an office dares to show its citizens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.events import Measure
from kiosk.domain.ticket import first_wait_ms

if TYPE_CHECKING:
    from kiosk.domain.office import Office
    from kiosk.domain.ticket import Ticket

MS_PER_MIN = 60_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Today's promises that came true.

    Attributes:
        called: People called for the first time who had been told a range, and whose wait is known well.
        in_time: Those of them who waited no longer than its upper bound.
    """

    called: int = 0
    in_time: int = 0


def promises_kept(office: Office) -> Kept:
    """Count today's promises against the waits that came; the ledger's own rule, for today alone."""
    verdicts = [verdict for ticket in office.tickets.values() if (verdict := _is_kept(ticket)) is not None]
    return Kept(len(verdicts), sum(verdicts))


def _is_kept(ticket: Ticket) -> bool | None:
    """Tell whether a ticket's promise was kept; None while it cannot be told, or must not be."""
    first, promise = ticket.legs[0], ticket.promise
    if promise is None or promise.p90_min is None or ticket.carried_from is not None:
        return None
    wait_ms = first_wait_ms(first)
    if wait_ms is None or any(measure is Measure.WAIT for measure, _flag in first.flags):
        return None
    return wait_ms <= promise.p90_min * MS_PER_MIN
