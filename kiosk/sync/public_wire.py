"""What an office tells citizens by way of central, and what central hands it back: opinions of the service."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from typing import Annotated

import msgspec

from kiosk.domain.ticket import State
from kiosk.sync.office_wire import Count, Milliseconds

MAX_PUBLIC_BYTES = 131_072
MOST_TICKETS = 400
"""In one message: some 40 kB; a large office has fewer open at once, and the rest follows in the next."""

MOST_FIELDS = 60
MOST_RATINGS = 100
LONGEST_NAME = 120

TokenHash = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""SHA-256 of the text behind a slip's QR code, Base64 of addresses without its last sign."""

Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]
FieldCode = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,40}$")]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=1_440)]
Range = tuple[Minutes, Minutes]
LocalTime = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$")]
RatingId = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]


class PublicTicket(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where one of today's tickets stands; on the wire a list in this order, for slow lines.

    Attributes:
        ahead: People of the same field before it.
        ready_in_ms: Rest of the pause after a missed call, in whole minutes; 0 otherwise.
        wait_min: Promised wait from the message's moment; None where none is.
    """

    token_hash: TokenHash
    code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{1,2}\d{1,5}$")]
    field: FieldCode
    state: State
    ahead: Count
    counter: Annotated[int, msgspec.Meta(ge=1, le=999)] | None
    ready_in_ms: Milliseconds
    wait_min: Range | None
    rated: bool


class PublicField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field's queue.

    Attributes:
        counters: How many serve it now.
        closed: It takes nobody more today.
        wait_min: Promised to whoever came last; None where nobody waits or nothing was promised.
    """

    code: FieldCode
    name_vi: Name
    name_en: Name
    waiting: Count
    counters: Count
    closed: bool
    wait_min: Range | None


class PublicState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An office as anybody may see it.

    Attributes:
        at: When it was so, UTC.
        day: Id of the open day; empty where none is.
        open_now: By the office's hours; None while no clock can tell.
        opens_at: Local time of the next opening; None while open.
        closes_at: ``HH:MM`` of today's last closing.
        tickets: Those of the day that are not as central was told before.
        done: Opinions that the desk has dealt with.
    """

    at: Milliseconds
    day: Annotated[str, msgspec.Meta(max_length=64)]
    open_now: bool | None
    opens_at: LocalTime | None
    closes_at: Annotated[str, msgspec.Meta(pattern=r"^\d{2}:\d{2}$")] | None
    fields: Annotated[tuple[PublicField, ...], msgspec.Meta(max_length=MOST_FIELDS)]
    tickets: Annotated[tuple[PublicTicket, ...], msgspec.Meta(max_length=MOST_TICKETS)]
    done: Annotated[tuple[RatingId, ...], msgspec.Meta(max_length=MOST_RATINGS)] = ()

    @property
    def waiting(self) -> int:
        """How many wait in all fields."""
        return sum(field.waiting for field in self.fields)

    @property
    def longest_min(self) -> int:
        """The longest upper end promised now, in minutes; 0 where nobody waits."""
        return max((field.wait_min[1] for field in self.fields if field.wait_min), default=0)


class GivenRating(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody said at central about being served; see `kiosk.domain.commands.RateService`."""

    rating: RatingId
    token_hash: TokenHash
    level: Annotated[int, msgspec.Meta(ge=1, le=3)]
    factors: Annotated[tuple[Annotated[int, msgspec.Meta(ge=1, le=5)], ...], msgspec.Meta(max_length=5)] = ()


class PublicAnswer(msgspec.Struct, frozen=True):
    """Central's answer: of which moment it now holds the state, and the opinions to take."""

    at: Milliseconds
    ratings: Annotated[tuple[GivenRating, ...], msgspec.Meta(max_length=MOST_RATINGS)] = ()


def hash_token(token: str) -> str:
    """Give what stands for a slip's token outside its office."""
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")


def public_text(office: str, device: str, content: bytes) -> str:
    """Write what is signed for a state."""
    return f"{office}|{device}|PUBLIC|{hashlib.sha256(content).hexdigest()}"
