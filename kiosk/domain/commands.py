"""Everything that a citizen, an officer or the clock may ask of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import How, Purpose
from kiosk.domain.ids import CommandId, CounterNo, FieldCode, TicketId
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
    """Take a place for one field.

    Attributes:
        sealed_look: A look's result sealed to the desk's public key, Base64; None unless ``how`` is face.
        consent: Must be there when ``how`` is face.
        code: A ticket's code that the citizen typed because an earlier look was unsure.
    """

    field: FieldCode
    how: How
    language: str = "vi"
    sealed_look: str | None = None
    consent: Consent | None = None
    code: str | None = None


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
class Cancel(OnTicket):
    """Give the place up; by the citizen at the kiosk or by an officer."""


@dataclass(frozen=True, slots=True)
class OpenDay(Command):
    """Begin a working day."""


@dataclass(frozen=True, slots=True)
class CloseDay(Command):
    """End the working day; what is still open ends with it."""

    reason: str = "closing_time"


@dataclass(frozen=True, slots=True)
class EndCooling(Command):
    """Let every missed ticket whose pause is over wait again."""


KIOSK_COMMANDS = (CheckIn, DisputeMatch, OpenCamera, CloseCamera, AskHelp, Cancel)
"""What the screen's socket takes."""

OFFICER_COMMANDS = (
    SignIn,
    SignOut,
    CallNext,
    Recall,
    Start,
    Finish,
    MarkAbsent,
    Cancel,
    AnswerHelp,
    OpenDay,
    CloseDay,
)
"""What an officer's page takes."""
