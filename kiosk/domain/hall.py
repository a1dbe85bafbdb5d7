"""What can have happened in the hall around the queue, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.events import EventData
from kiosk.domain.ids import CommandId, CounterNo, FieldCode, OfficerId, TicketId


class FieldClosedReason(StrEnum):
    """Why a field takes nobody more today; a code, so that every screen can say it in its language."""

    FULL = "full"
    NO_OFFICER = "no_officer"
    SYSTEM_DOWN = "system_down"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ServiceRated(EventData):
    """Someone who was served said how it was.

    Attributes:
        leg: The leg in which they were served last.
        level: 1 not satisfied, 2 satisfied, 3 very satisfied.
        factors: Marks 1 to 5 for access, procedure, officer, result and complaints, in this order; or none.

    Source: the five factors of the SIPAS survey of administrative services.
    """

    ticket: TicketId
    leg: int
    officer: OfficerId | None
    level: int
    factors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchAsked(EventData):
    """A citizen asked to be fetched from their seat, because a call may not reach them."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class FetchAnswered(EventData):
    """An officer went to fetch the person."""

    ticket: TicketId
    officer: OfficerId


@dataclass(frozen=True, slots=True)
class AnnouncementMade(EventData):
    """A supervisor's notice went up; its words stay outside the log, for they might name a person.

    Attributes:
        sha256: Of the Vietnamese and the English text with an empty line between, hex.
    """

    announcement: CommandId
    officer: OfficerId
    sha256: str


@dataclass(frozen=True, slots=True)
class AnnouncementWithdrawn(EventData):
    """A notice came down; its words are gone."""

    announcement: CommandId
    officer: OfficerId


@dataclass(frozen=True, slots=True)
class FieldClosed(EventData):
    """A field takes nobody more today; who waits there is still served."""

    field: FieldCode
    officer: OfficerId
    reason: FieldClosedReason


@dataclass(frozen=True, slots=True)
class FieldReopened(EventData):
    """A field takes people again."""

    field: FieldCode
    officer: OfficerId


@dataclass(frozen=True, slots=True)
class FieldsAssigned(EventData):
    """A counter serves these fields for the rest of the day."""

    counter: CounterNo
    fields: tuple[FieldCode, ...]
    officer: OfficerId
