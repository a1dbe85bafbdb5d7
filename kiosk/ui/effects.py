"""What the citizen's screen asks of the rest of the program."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, auto

from kiosk.ui.parts import OfferView


class Purpose(StrEnum):
    """What the camera is opened for."""

    FACE = auto()
    QR = auto()


class TimerName(StrEnum):
    """The time limits of the screen."""

    IDLE = auto()
    RING = auto()
    WORKING = auto()
    TICKET = auto()
    HELP = auto()


@dataclass(frozen=True, slots=True)
class Consent:
    """What the citizen agreed to, and in which language it was told."""

    notice_version: str
    notice_sha256: str
    language: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a place is wanted: one field, or several at once, and the language to be called in.

    ``today`` says that a place for the next working day was offered and is not wanted.
    """

    field: str
    also: tuple[str, ...] = ()
    language: str = "vi"
    today: bool = False


@dataclass(frozen=True, slots=True)
class OpenCamera:
    """Open the camera and report what is seen under ``request``: glances, then a look; or codes shown to it."""

    request: int
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class CloseCamera:
    """Close the camera and forget its pictures."""


@dataclass(frozen=True, slots=True)
class CheckInFace:
    """Ask the desk for a ticket on this face."""

    request: int
    place: Place
    look: object
    consent: Consent


@dataclass(frozen=True, slots=True)
class CheckInPlain:
    """Ask the desk for a ticket without a face."""

    request: int
    place: Place


@dataclass(frozen=True, slots=True)
class CheckInCard:
    """Ask the desk for a ticket on the number of an identity card."""

    request: int
    place: Place
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckInByCode:
    """Ask the desk for the open ticket with this code, if the face is like its owner's."""

    request: int
    place: Place
    look: object
    consent: Consent
    code: str


@dataclass(frozen=True, slots=True)
class DisputeMatch:
    """Tell the desk that the ticket found is not this person's, and ask for another."""

    request: int
    place: Place
    ticket_id: str


@dataclass(frozen=True, slots=True)
class SeeTurnByFace:
    """Ask the desk for this face's tickets; ``code`` helps when it was unsure, and may be empty."""

    request: int
    look: object
    consent: Consent
    code: str = ""


@dataclass(frozen=True, slots=True)
class SeeTurnByCode:
    """Ask the desk for the open ticket with this code."""

    request: int
    code: str


@dataclass(frozen=True, slots=True)
class SeeTurnBySlip:
    """Ask the desk for the open ticket of a slip's QR code."""

    request: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StopFace:
    """Have a citizen's face erased at once; the place stays."""

    request: int
    ticket_id: str


@dataclass(frozen=True, slots=True)
class DeclarePriority:
    """Tell the desk which group the citizen belongs to, for each of their tickets."""

    request: int
    ticket_ids: tuple[str, ...]
    group: str


@dataclass(frozen=True, slots=True)
class CallHelp:
    """Tell the officers that someone at the kiosk needs a person."""

    request: int
    screen: str


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Start or restart a time limit."""

    timer: TimerName
    seconds: int


@dataclass(frozen=True, slots=True)
class StopTimer:
    """Stop a time limit."""

    timer: TimerName


@dataclass(frozen=True, slots=True)
class AskFetch:
    """Tell the desk that the citizen wants to be fetched from their seat."""

    request: int
    ticket_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeepPlaces:
    """Accept the places for the next working day that were offered.

    With an identity card's number the slip is of use to its bearer only.
    """

    request: int
    offers: tuple[OfferView, ...]
    language: str
    number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RedeemPlace:
    """Take up a place that was kept on an earlier day; the number is empty until the desk asks for it."""

    request: int
    slip: str = field(repr=False)
    language: str
    number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RateService:
    """Tell the desk how it was; ``factors`` is empty or has all five marks."""

    request: int
    code: str
    level: int
    factors: tuple[int, ...] = ()


CheckIn = CheckInFace | CheckInPlain | CheckInCard | CheckInByCode | DisputeMatch
SeeTurn = SeeTurnByFace | SeeTurnByCode | SeeTurnBySlip


@dataclass(frozen=True, slots=True)
class PrintSlips:
    """Have tickets printed; the screen shows the same, so no answer is waited for."""

    ticket_ids: tuple[str, ...]


DeskRequest = (
    CheckIn | SeeTurn | StopFace | DeclarePriority | AskFetch | KeepPlaces | RedeemPlace | RateService
)
Effect = OpenCamera | CloseCamera | DeskRequest | CallHelp | PrintSlips | StartTimer | StopTimer
