"""What the citizen's screen asks of the rest of the program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto


class Purpose(StrEnum):
    """What the camera is opened for."""

    FACE = auto()


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
class OpenCamera:
    """Open the camera and report glances, then a look, under ``request``."""

    request: int
    purpose: Purpose
    field: str
    consent: Consent


@dataclass(frozen=True, slots=True)
class CloseCamera:
    """Close the camera and forget its pictures."""


@dataclass(frozen=True, slots=True)
class CheckInFace:
    """Ask the desk for a ticket on this face."""

    request: int
    field: str
    look: object
    consent: Consent


@dataclass(frozen=True, slots=True)
class CheckInPlain:
    """Ask the desk for a ticket without a face."""

    request: int
    field: str


@dataclass(frozen=True, slots=True)
class CheckInByCode:
    """Ask the desk for the open ticket with this code, if the face is like its owner's."""

    request: int
    field: str
    look: object
    consent: Consent
    code: str


@dataclass(frozen=True, slots=True)
class DisputeMatch:
    """Tell the desk that the ticket found is not this person's, and ask for another."""

    request: int
    field: str
    ticket_id: str
    look: object | None


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


DeskRequest = CheckInFace | CheckInPlain | CheckInByCode | DisputeMatch
Effect = OpenCamera | CloseCamera | DeskRequest | CallHelp | StartTimer | StopTimer
