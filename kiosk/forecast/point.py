"""The simple rule: people ahead over the counters that are really open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.presence import doubted
from kiosk.domain.ticket import State
from kiosk.forecast.board import busy_min, open_counters

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Catalogue
    from kiosk.domain.moment import Moment
    from kiosk.domain.office import Office
    from kiosk.domain.policy import Policy
    from kiosk.domain.ticket import Ticket
    from kiosk.forecast.service_times import Library


def point_min(  # noqa: PLR0917 - what a wait depends on, in the order of the promise's own arguments
    office: Office, ticket: Ticket, catalogue: Catalogue, library: Library, policy: Policy, now: Moment
) -> float | None:
    """Estimate a waiting ticket's wait, in minutes, as work ahead over open counters.

    The rule is ``(ahead + 1) * mean / counters``, where the one is the person being served, of
    whose time what has elapsed is taken off. Counters serve several fields: whoever waits
    before counts for the share of their open counters that also serve this field; numbers that
    are doubted do not count.

    Returns:
        Minutes from now; 0 when an open counter is free and nobody is before; None when no open
        counter serves the field.
    """
    mine = {counter.number for counter in open_counters(office, catalogue, ticket.leg.field)}
    if not mine:
        return None
    work_min = 0.0
    ghosts = doubted(office, policy)
    for other in office.in_state(State.WAITING):
        if other.leg.place < ticket.leg.place and other.id not in ghosts:
            theirs = {c.number for c in open_counters(office, catalogue, other.leg.field)}
            shared = len(mine & theirs) / len(theirs) if theirs else 0.0
            work_min += shared * library.of(other.leg.field).mean_min
    held = [office.at_counter(number) for number in mine]
    if None in held and not work_min:
        return 0.0
    rest_min = [library.of(t.leg.field).expected_rest_min(busy_min(t, now)) for t in held if t is not None]
    return (work_min + sum(rest_min) / len(mine)) / len(mine)
