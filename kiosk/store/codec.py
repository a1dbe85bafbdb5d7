"""An event as bytes: canonical JSON, its hash, and the link to the event before it."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from kiosk.domain.events import EventData, UnknownEvent
from kiosk.domain.ids import ChainId, Seq
from kiosk.domain.kinds import KINDS
from kiosk.domain.moment import Moment
from kiosk.domain.office_parts import Recorded
from kiosk.errors import BadInput
from kiosk.lib.units import BootId, BootNs, WallMs

FIRST_PREV_HASH = "0" * 64
"""What the first event of a chain links to."""

SALT_BYTES = 16
"""128 bits: data with few possible values cannot be guessed from its hash after it was shredded."""


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is hashed, chained, stored and sent byte for byte; field order is alphabetical as in the bytes.

    Attributes:
        at: UTC in milliseconds.
        boot_ns: CLOCK_BOOTTIME in nanoseconds.
        data_hash: SHA-256 (hex) of salt followed by data.
        prev_hash: SHA-256 (hex) of the body before, 64 zeros for the first.
    """

    actor: str
    at: int
    boot: str
    boot_ns: int
    chain: str
    clock_ok: bool
    command_id: str | None
    data_hash: str
    day_id: str | None
    device: str
    event_id: str
    kind: str
    prev_hash: str
    seq: int
    version: int


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it lies in the log and travels.

    Attributes:
        body: Canonical JSON, UTF-8.
        hash: SHA-256 (hex) of ``body``.
        data: Canonical JSON, UTF-8; None after it was shredded by law.
        salt: 16 random bytes; None together with ``data``.
    """

    chain: ChainId
    seq: Seq
    event_id: str
    body: bytes
    hash: str
    data: bytes | None
    salt: bytes | None


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a chain; seq 0 and 64 zeros before the first."""

    chain: ChainId
    seq: Seq
    hash: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the desk adds to an event: who, where, when, why."""

    device: str
    actor: str
    moment: Moment
    day_id: str | None
    command_id: str | None


def canonical(value: Any) -> bytes:
    """Write JSON with sorted keys, no spaces, UTF-8.

    Raises:
        TypeError: A float is among the values; the log knows integers only.
    """
    _no_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(head: Head, stamp: Stamp, event_id: str, data: EventData) -> StoredEvent:
    """Write the event that follows ``head``."""
    data_bytes = canonical(msgspec.to_builtins(data))
    salt = secrets.token_bytes(SALT_BYTES)
    seq = Seq(head.seq + 1)
    body = canonical(
        msgspec.to_builtins(
            Body(
                actor=stamp.actor,
                at=stamp.moment.at,
                boot=stamp.moment.boot,
                boot_ns=stamp.moment.boot_ns,
                chain=head.chain,
                clock_ok=stamp.moment.clock_ok,
                command_id=stamp.command_id,
                data_hash=hash_data(salt, data_bytes),
                day_id=stamp.day_id,
                device=stamp.device,
                event_id=event_id,
                kind=type(data).__name__,
                prev_hash=head.hash,
                seq=seq,
                version=data.VERSION,
            )
        )
    )
    return StoredEvent(head.chain, seq, event_id, body, hash_body(body), data_bytes, salt)


def hash_body(body: bytes) -> str:
    """Give SHA-256 of a body, hex."""
    return hashlib.sha256(body).hexdigest()


def hash_data(salt: bytes, data: bytes) -> str:
    """Give SHA-256 of salt followed by data, hex."""
    return hashlib.sha256(salt + data).hexdigest()


def read_body(body: bytes) -> Body:
    """Decode a body.

    Raises:
        BadInput: Not a body, or not in its canonical form.
    """
    try:
        decoded = msgspec.json.decode(body, type=Body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"not an event body: {error}") from error
    # Fields stand in alphabetical order, so this is the canonical form already, ten times as fast.
    if msgspec.json.encode(decoded) != body:
        raise BadInput(f"event {decoded.seq} of chain {decoded.chain} is not in canonical form")
    return decoded


def read_data(kind: str, version: int, data: bytes | None) -> EventData:
    """Decode an event's data; what this version does not know, or was shredded, stays opaque.

    Raises:
        BadInput: The data do not fit the kind they claim.
    """
    known = KINDS.get(kind)
    if known is None or version != known.VERSION or data is None:
        return UnknownEvent(kind, version)
    try:
        return _decoder(kind).decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"data of a {kind} event: {error}") from error


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[EventData]:
    """Give a kind's decoder; made once, because making it takes longer than reading an event."""
    return msgspec.json.Decoder(KINDS[kind])


def recorded(event: StoredEvent) -> Recorded:
    """Decode a stored event for the domain.

    Raises:
        BadInput: Body or data cannot be read.
    """
    body = read_body(event.body)
    return Recorded(
        chain=event.chain,
        seq=event.seq,
        moment=Moment(WallMs(body.at), BootId(body.boot), BootNs(body.boot_ns), body.clock_ok),
        data=read_data(body.kind, body.version, event.data),
    )


def check_link(event: StoredEvent, before: Head | StoredEvent) -> Body:
    """Verify that an event follows ``before`` and is what its hashes say; give its body.

    Raises:
        BadInput: The first thing that is wrong, with the event's seq.
    """
    body = read_body(event.body)
    check_read(event, body, before)
    return body


def check_read(event: StoredEvent, body: Body, before: Head | StoredEvent) -> None:
    """Verify what :func:`check_link` does of an event whose body was read from its bytes already.

    Raises:
        BadInput: The first thing that is wrong, with the event's seq.
    """
    problem = _problem(event, body, before)
    if problem is not None:
        raise BadInput(f"event {body.seq} of chain {body.chain}: {problem}")


def _problem(event: StoredEvent, body: Body, before: Head | StoredEvent) -> str | None:
    if (body.chain, body.seq, body.event_id) != (event.chain, event.seq, event.event_id):
        return "filed under another chain, seq or id"
    if body.chain != before.chain or body.seq != before.seq + 1:
        return f"event {before.seq + 1} was expected"
    if body.prev_hash != before.hash:
        return f"does not link to event {before.seq}"
    if hash_body(event.body) != event.hash:
        return "the body does not have its hash"
    if event.data is not None and hash_data(event.salt or b"", event.data) != body.data_hash:
        return "the data do not have their hash"
    return None


def _no_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float; the log holds integers only")
    if isinstance(value, dict):
        for item in value.values():
            _no_floats(item)
    elif isinstance(value, list):
        for item in value:
            _no_floats(item)
