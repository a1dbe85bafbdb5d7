"""Places kept for another day because today's turn would not come, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.events import EventData
from kiosk.domain.ids import CommandId, FieldCode, TicketId

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a kept place's code: digits and capitals that cannot be mistaken for each other when typed."""

CODE_LENGTH = 8
"""30**8 codes: with a thousand places kept, one guess in 600 million hits."""


class Late(StrEnum):
    """Why a place for another day is offered."""

    CLOSING = "closing"
    CUT_OFF = "cut_off"
    FIELD_CLOSED = "field_closed"


@dataclass(frozen=True, slots=True)
class PlaceOffered(EventData):
    """A citizen was offered a place on the next working day in place of a ticket today.

    Attributes:
        offer: The check-in that it answers.
        date: That day (ISO 8601).
    """

    offer: CommandId
    field: FieldCode
    reason: Late
    date: str


@dataclass(frozen=True, slots=True)
class PlaceKeptForTomorrow(EventData):
    """A citizen accepted: the place is on the signed slip in their hand.

    Attributes:
        order: Counts the day's kept places from 1; on the day itself they are called in this order.
        token: Unguessable text, printed to be typed, too.
        bound: Whether the slip names its bearer's code, so that their ID card must be shown with it.
    """

    offer: CommandId
    field: FieldCode
    date: str
    order: int
    token: str
    language: str
    bound: bool


@dataclass(frozen=True, slots=True)
class PlaceRedeemed(EventData):
    """A kept place became a ticket; it cannot be used again.

    Attributes:
        in_turn: Whether it came in time to go before those who came on the day itself.
    """

    token: str
    ticket: TicketId
    in_turn: bool
