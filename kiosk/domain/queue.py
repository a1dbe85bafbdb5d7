"""Who is next and why, and how many are ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.domain.ticket import Leg, State, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.catalogue import Counter
    from kiosk.domain.ids import FieldCode, OfficerId
    from kiosk.domain.office import Office
    from kiosk.domain.policy import Policy

EARLIEST = "earliest_place"
AGE_CAP = "age_cap"
PRIORITY = "priority"
CHOSEN = "chosen"
DIRECT = "direct"
"""Why a person was called; a priority's group follows after a colon."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom to call, and why this one; the reason goes into the log with the call."""

    ticket: Ticket
    reason: str


def next_ticket(office: Office, counter: Counter, policy: Policy, now: Moment) -> Choice | None:
    """Find whom this counter calls next: the earliest place, or a priority whose turn it is.

    After ``priority_every`` others of a field, its earliest priority ticket goes first, unless
    someone before it was passed over too often or for too long already.
    """
    waiting = eligible(office, counter)
    if not waiting:
        return None
    first = waiting[0]
    earliest = {t.leg.field: t for t in reversed(waiting) if t.priority}.values()
    due = [ticket for ticket in earliest if _is_due(office, ticket.leg.field, policy)]
    jumper = min(due, key=lambda ticket: ticket.leg.place, default=None)
    if jumper is None or jumper is first:
        return Choice(first, EARLIEST)
    passed = waiting[: waiting.index(jumper)]
    ordinary = [ticket for ticket in passed if not ticket.priority]
    if not may_pass(office, ordinary, policy, now):
        return Choice(first, AGE_CAP)
    return Choice(jumper, f"{PRIORITY}:{jumper.priority}")


def eligible(office: Office, counter: Counter) -> list[Ticket]:
    """List the waiting tickets that a counter may call, in the order of their places."""
    officer = office.seated.get(counter.number)
    return [t for t in office.in_state(State.WAITING) if _may_take(office, t.leg, counter, officer)]


def may_pass(office: Office, tickets: Iterable[Ticket], policy: Policy, now: Moment) -> bool:
    """Tell whether one more person may go before all of ``tickets``."""
    jumps = _jumps(office)
    for ticket in tickets:
        over = [leg for leg in jumps if _passed(leg, ticket.leg)]
        if len(over) >= policy.max_overtaken:
            return False
        if over and over[0].first_called is not None:
            since = elapsed_ms(over[0].first_called, now)
            if since is not None and since >= policy.max_overtaken_ms:
                return False
    return True


def overtaken(office: Office, ticket: Ticket) -> int:
    """Count the calls that let someone with a later place go before this ticket."""
    return sum(_passed(leg, ticket.leg) for leg in _jumps(office))


def people_ahead(office: Office, ticket: Ticket) -> int:
    """Count the tickets of the same field that wait at an earlier place."""
    return sum(
        other.leg.field == ticket.leg.field and other.leg.place < ticket.leg.place
        for other in office.in_state(State.WAITING)
    )


def ordinary_run(office: Office, field: FieldCode) -> int | None:
    """Count the others called in a field since its last priority call; None before the first one."""
    calls = [
        (leg.called_seq, ticket.priority is not None)
        for ticket in office.tickets.values()
        for leg in ticket.legs
        if leg.field == field and leg.called_seq is not None
    ]
    last = max((seq for seq, is_priority in calls if is_priority), default=None)
    return None if last is None else sum(seq > last for seq, _ in calls)


def _is_due(office: Office, field: FieldCode, policy: Policy) -> bool:
    run = ordinary_run(office, field)
    return run is None or run >= policy.priority_every


def _may_take(office: Office, leg: Leg, counter: Counter, officer: OfficerId | None) -> bool:
    """Honour a transfer's target while somebody works there; otherwise anyone of the field may help."""
    if leg.for_counter is not None and leg.for_counter in office.seated:
        return leg.for_counter == counter.number
    if leg.for_officer is not None and leg.for_officer in office.seated.values():
        return leg.for_officer == officer
    return leg.field in counter.fields


def _jumps(office: Office) -> list[Leg]:
    """List the legs whose first call passed others, in the order of those calls."""
    jumps = [leg for ticket in office.tickets.values() for leg in ticket.legs if leg.passed]
    return sorted(jumps, key=lambda leg: leg.called_seq or 0)


def _passed(jump: Leg, leg: Leg) -> bool:
    """Tell whether a call went before a leg; one that paused just then counts as passed, too."""
    return leg.field in jump.passed and leg.place < jump.place and (jump.called_seq or 0) > leg.opened_seq
