"""What a citizen asks of the desk at the kiosk."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from kiosk.domain.commands.base import Command, Consent
from kiosk.domain.events import How, Purpose
from kiosk.domain.ids import CommandId, FieldCode, TicketId
from kiosk.domain.moves import SeenBy


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
        may_offer: Whether a place for the next working day may be offered where today's turn would not come.
            Who cannot show an offer leaves it out, and so does a citizen who would rather wait today.
        door_ms: How long the citizen has been at the kiosk, from the first touch on.
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
    may_offer: bool = False
    door_ms: int | None = None


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
class AskFetch(Command):
    """Ask to be fetched from one's seat instead of being called."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class RateService(Command):
    """Say, without a name, how it was; once for each ticket, until the end of the day.

    Attributes:
        level: 1 not satisfied, 2 satisfied, 3 very satisfied.
        factors: None, or marks 1 to 5 in the order of `kiosk.domain.hall.ServiceRated`.
        token: The text behind the slip's QR code.
        code: The ticket's code; for the kiosk, where no token is at hand.
    """

    level: int
    factors: tuple[int, ...] = ()
    token: str | None = dataclasses.field(default=None, repr=False)
    code: str | None = None


@dataclass(frozen=True, slots=True)
class KeepPlace(Command):
    """Accept the place for the next working day that a check-in was offered.

    Attributes:
        offer: The id of that check-in.
        id_number: As in `CheckIn`, for a slip that only its bearer can use; None for one that names nobody.
    """

    offer: CommandId
    field: FieldCode
    language: str = "vi"
    id_number: str | None = dataclasses.field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RedeemPlace(Command):
    """Take up a place that was kept on an earlier day.

    Attributes:
        slip: The text of the slip's QR code, or the slip's code as typed.
        id_number: As in `CheckIn`; needed when the slip names its bearer's code.
    """

    slip: str = dataclasses.field(repr=False)
    language: str = "vi"
    id_number: str | None = dataclasses.field(default=None, repr=False)
