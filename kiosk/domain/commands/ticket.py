"""What an officer asks about one ticket."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.commands.base import OnTicket
from kiosk.domain.ids import CounterNo, FieldCode, OfficerId, TicketId
from kiosk.domain.moves import Order, ParkReason, ResumeTo


@dataclass(frozen=True, slots=True)
class Recall(OnTicket):
    """Summon the same person again."""


@dataclass(frozen=True, slots=True)
class Start(OnTicket):
    """The person has come to the counter."""


@dataclass(frozen=True, slots=True)
class Finish(OnTicket):
    """The person is served."""


@dataclass(frozen=True, slots=True)
class MarkAbsent(OnTicket):
    """Nobody came."""


@dataclass(frozen=True, slots=True)
class CallTicket(OnTicket):
    """Summon one waiting person out of turn; that they were chosen is recorded."""

    counter: CounterNo


@dataclass(frozen=True, slots=True)
class FinishAwaitResult(OnTicket):
    """The person is served for now and comes back for the paper."""


@dataclass(frozen=True, slots=True)
class Return(OnTicket):
    """The person came back: after missed calls, or for the result."""


@dataclass(frozen=True, slots=True)
class Park(OnTicket):
    """Set the person aside; ``room`` is where they were sent, never who they are."""

    reason: ParkReason
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Resume(OnTicket):
    """Go on with someone set aside; ``counter`` is where, unless they wait again."""

    to: ResumeTo
    counter: CounterNo | None = None


@dataclass(frozen=True, slots=True)
class Transfer(OnTicket):
    """Send the person on: to a field, a counter or an officer."""

    order: Order
    field: FieldCode | None = None
    counter: CounterNo | None = None
    officer: OfficerId | None = None


@dataclass(frozen=True, slots=True)
class Requeue(OnTicket):
    """Let the person wait again, at the old place or at the end of the line."""

    keep_place: bool


@dataclass(frozen=True, slots=True)
class Undo(OnTicket):
    """Take back the ticket's last step."""


@dataclass(frozen=True, slots=True)
class Merge(OnTicket):
    """Join a second ticket of one person and field with another; the older one stays."""

    other: TicketId


@dataclass(frozen=True, slots=True)
class JudgePriority(OnTicket):
    """Confirm or refuse a declared priority, by sight."""

    group: str
    granted: bool


@dataclass(frozen=True, slots=True)
class MarkSeen(OnTicket):
    """An officer sees that the ticket's bearer is there."""


@dataclass(frozen=True, slots=True)
class AnswerForgotten(OnTicket):
    """Answer whether a long service ended without being finished."""

    forgotten: bool


@dataclass(frozen=True, slots=True)
class Cancel(OnTicket):
    """Give the place up; by the citizen at the kiosk or by an officer."""
