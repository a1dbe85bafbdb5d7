"""What the hall is told aloud, in order: who is called where, and who has been given up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.ids import CounterNo, FieldCode, Seq
from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.domain.ticket import State

if TYPE_CHECKING:
    from kiosk.domain.office import Office
    from kiosk.domain.office_parts import Summons
    from kiosk.domain.policy import Policy
    from kiosk.domain.ticket import Ticket

MISSED_FOR_MS = 120_000
"""Who was given up longer ago has asked or gone; saying it then would only puzzle the hall."""

SILENT_AFTER_MS = 30_000
"""Two announcements in two languages; an output that has acknowledged nothing for so long is silent."""


class Kind(StrEnum):
    """What is announced."""

    CALL = "call"
    LAST_CALL = "last_call"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence for the hall.

    Attributes:
        no: The event it comes from; orders and names it.
        counter: Where to; of a missed ticket, where it was called to.
        age_ms: Since that event; None when no clock can tell.
    """

    no: Seq
    kind: Kind
    code: str
    icon: str
    field: FieldCode
    counter: CounterNo
    age_ms: int | None


@dataclass(frozen=True, slots=True)
class SpeechView:
    """How the hall's loudspeaker stands.

    Attributes:
        output: Who speaks: ``board``, ``screen``, ``page``, or ``none``.
        due: What it has not acknowledged yet, oldest first.
        silent: Whether it should have spoken long since.
    """

    output: str = "none"
    due: tuple[Utterance, ...] = ()
    silent: bool = False


def utterances(office: Office, policy: Policy, now: Moment, after: Seq) -> tuple[Utterance, ...]:
    """List what is still worth saying, oldest first: calls that nobody has come to, and the newly given up.

    Args:
        after: What was acknowledged last; that and everything before it is left out.
    """
    latest = {summons.ticket: summons for summons in office.calls}
    due = [
        found
        for summons in latest.values()
        if (found := _utterance(office.tickets[summons.ticket], summons, policy, now)) is not None
        and found.no > after
    ]
    return tuple(sorted(due, key=lambda utterance: utterance.no))


def is_silent(due: tuple[Utterance, ...], acknowledged: Moment | None, now: Moment) -> bool:
    """Tell whether the output has neither spoken nor acknowledged for too long.

    Args:
        acknowledged: When it did last; None for never.
    """
    if not due:
        return False
    oldest_ms = due[0].age_ms
    since_ms = elapsed_ms(acknowledged, now) if acknowledged is not None else None
    quiet_ms = min((ms for ms in (oldest_ms, since_ms) if ms is not None), default=0)
    return quiet_ms > SILENT_AFTER_MS


def _utterance(ticket: Ticket, summons: Summons, policy: Policy, now: Moment) -> Utterance | None:
    """Say how a ticket's latest summons stands; None when the person came or it was taken back."""
    if ticket.fetch is not None:
        # An officer goes there, because a call may not reach them.
        return None
    no, kind, since = summons.seq, Kind.CALL, summons.at
    if ticket.state is State.NO_SHOW and ticket.last_step is not None and ticket.missed is not None:
        no, kind, since = ticket.last_step, Kind.MISSED, ticket.missed
    elif ticket.state is not State.CALLED:
        return None
    elif 0 < ticket.leg.misses == policy.calls_allowed(is_unseen=ticket.is_unseen) - 1:
        kind = Kind.LAST_CALL
    age_ms = elapsed_ms(since, now)
    if kind is Kind.MISSED and (age_ms is None or age_ms > MISSED_FOR_MS):
        return None
    return Utterance(no, kind, ticket.code, ticket.icon, ticket.leg.field, summons.counter, age_ms)
