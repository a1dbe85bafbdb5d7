"""Everything that a citizen, an officer or the clock may ask of the desk."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from kiosk.domain.events import How, Purpose
from kiosk.domain.ids import CommandId, CounterNo, FieldCode, OfficerId, TicketId
from kiosk.domain.moves import Order, OverrideReason, ParkReason, ResumeTo, SeenBy
from kiosk.lib.units import BootId


@dataclass(frozen=True, slots=True)
class Issued:
    """When a command was made, on the desk's own boot clock.

    A client learns that clock from every snapshot and adds its own elapsed time,
    so a wrong wall clock on an officer's PC does not matter.
    """

    boot: BootId
    boot_ms: int


@dataclass(frozen=True, slots=True)
class Command:
    """What every command carries."""

    command_id: CommandId
    issued: Issued


@dataclass(frozen=True, slots=True)
class Consent:
    """Which notice the citizen agreed to."""

    notice_version: str
    notice_hash: str


@dataclass(frozen=True, slots=True)
class CheckIn(Command):
    """Take a place for one field, or for several at once.

    Attributes:
        sealed_look: A look's result sealed to the desk's public key, Base64; None unless ``how`` is face.
        consent: Must be there when ``how`` is face.
        code: A ticket's code that the citizen typed because an earlier look was unsure.
        also: More fields of the same visit.
        priority: Code of the priority group that the citizen declares.
        standing: Number that staff handed out to those who stood outside.
        id_number: Personal identification number read from the ID card's QR code; needed when
            ``how`` is id. It becomes the day's code in memory at once and is never recorded.
    """

    field: FieldCode
    how: How
    language: str = "vi"
    sealed_look: str | None = None
    consent: Consent | None = None
    code: str | None = None
    also: tuple[FieldCode, ...] = ()
    priority: str | None = None
    standing: int | None = None
    id_number: str | None = dataclasses.field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LookUpTicket(Command):
    """Look to see one's turn; the same look brings a no-show back."""

    sealed_look: str
    consent: Consent
    language: str = "vi"
    code: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmPresence(Command):
    """Show by the slip's code, or by a numbered token, that a ticket's bearer is there."""

    token: str = dataclasses.field(repr=False)
    by: SeenBy = SeenBy.SLIP


@dataclass(frozen=True, slots=True)
class StopFace(Command):
    """Stop using a citizen's face: it is erased, the place stays."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class DeclarePriority(Command):
    """Say by one tap that one belongs to a priority group."""

    ticket: TicketId
    group: str


@dataclass(frozen=True, slots=True)
class DisputeMatch(Command):
    """Say that a shown ticket is somebody else's, and take a plain place."""

    ticket: TicketId
    field: FieldCode
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class OpenCamera(Command):
    """Say what the camera will be opened for, before it is."""

    opening: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class CloseCamera(Command):
    """Say that the camera is closed."""

    opening: str
    reason: str


@dataclass(frozen=True, slots=True)
class AskHelp(Command):
    """Call someone to the kiosk."""

    screen: str


@dataclass(frozen=True, slots=True)
class AnswerHelp(Command):
    """Tell the citizen that someone comes."""

    request: CommandId


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


@dataclass(frozen=True, slots=True)
class OnTicket(Command):
    """A command about one ticket, with the version its sender saw."""

    ticket: TicketId
    version: int


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


@dataclass(frozen=True, slots=True)
class OpenDay(Command):
    """Begin a working day."""


@dataclass(frozen=True, slots=True)
class CloseDay(Command):
    """End the working day; what is still open ends with it, or keeps a place for the next day.

    Attributes:
        carry_over: Whether places are kept; None for what the policy says.
    """

    reason: str = "closing_time"
    carry_over: bool | None = None


@dataclass(frozen=True, slots=True)
class EndCooling(Command):
    """Let every missed ticket whose pause is over wait again."""


KIOSK_COMMANDS = (
    CheckIn,
    LookUpTicket,
    ConfirmPresence,
    StopFace,
    DeclarePriority,
    DisputeMatch,
    OpenCamera,
    CloseCamera,
    AskHelp,
    Cancel,
)
"""What the screen's socket takes."""

OFFICER_COMMANDS = (
    SignIn,
    SignOut,
    FreeCounter,
    IssueByStaff,
    HandOutPlaces,
    ConfirmClock,
    CallNext,
    CallTicket,
    Recall,
    Start,
    Finish,
    FinishAwaitResult,
    MarkAbsent,
    Return,
    Park,
    Resume,
    Transfer,
    Requeue,
    Undo,
    Merge,
    Cancel,
    JudgePriority,
    DeclarePriority,
    MarkSeen,
    ConfirmPresence,
    StopFace,
    AnswerForgotten,
    AnswerHelp,
    OpenDay,
    CloseDay,
)
"""What an officer's page takes."""
