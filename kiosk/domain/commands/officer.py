"""What an officer asks about counters, the hall and the queue as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.commands.base import Command
from kiosk.domain.ids import CommandId, CounterNo, FieldCode, TicketId
from kiosk.domain.moves import OverrideReason


@dataclass(frozen=True, slots=True)
class AnswerHelp(Command):
    """Tell the citizen that someone comes."""

    request: CommandId


@dataclass(frozen=True, slots=True)
class AnswerFetch(Command):
    """Say that one goes to fetch the person."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class SignIn(Command):
    """Sit down at a counter; who, is the actor's session."""

    counter: CounterNo


@dataclass(frozen=True, slots=True)
class SignOut(Command):
    """Leave the counter."""

    counter: CounterNo
    reason: str = "left"


@dataclass(frozen=True, slots=True)
class CallNext(Command):
    """Summon whoever the policy puts next for this counter."""

    counter: CounterNo


@dataclass(frozen=True, slots=True)
class FreeCounter(Command):
    """Sign out an officer who left without doing so; whoever was there is dealt with."""

    counter: CounterNo


@dataclass(frozen=True, slots=True)
class IssueByStaff(Command):
    """Give a place at an officer's hand.

    Attributes:
        despite: The ticket that stands against it; then a reason is needed.
    """

    field: FieldCode
    language: str = "vi"
    priority: str | None = None
    standing: int | None = None
    reason: OverrideReason | None = None
    despite: TicketId | None = None


@dataclass(frozen=True, slots=True)
class HandOutPlaces(Command):
    """Tell how many numbered places staff gave to those who stand outside, in the order of standing."""

    count: int


@dataclass(frozen=True, slots=True)
class ConfirmClock(Command):
    """Say what time it is after a doubtful clock; ``at`` is UTC in milliseconds."""

    at: int
