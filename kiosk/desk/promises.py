"""A promised wait as the log keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.moves import PromiseShown

if TYPE_CHECKING:
    from kiosk.domain.ids import TicketId
    from kiosk.domain.promise import Promise


def shown(ticket: TicketId, promise: Promise) -> PromiseShown:
    """Write down what a ticket is promised."""
    return PromiseShown(
        ticket,
        promise.method,
        promise.version,
        promise.ahead,
        promise.p50_min,
        promise.p90_min,
        promise.provisional,
    )
