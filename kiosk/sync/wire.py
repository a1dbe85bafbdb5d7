"""What travels between a desk and central: signed batches of events, and the answers to them."""

from __future__ import annotations

import gzip
import itertools
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import msgspec

from kiosk.config_section import Name
from kiosk.domain.ids import ChainId, DeviceId, Seq
from kiosk.errors import BadInput, BadSignature, SyncRefused
from kiosk.store.codec import Body, StoredEvent, read_body

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEDIA_TYPE = "application/gzip"
"""Not a Content-Encoding: a proxy or a library must not unpack it on the way, without our limits."""

DEVICE_HEADER = "Kiosk-Device"
SIGNATURE_HEADER = "Kiosk-Signature"
FIRST_SEQ_HEADER = "Kiosk-First-Seq"
SIGNATURE_SCHEME = "ed25519="

MAX_EVENTS = 2_000
MAX_LINE_BYTES = 1_000_000
MAX_UNPACKED_BYTES = 32_000_000
MAX_PACKED_BYTES = 8_000_000
"""Limits of one batch. A desk sends up to 2,000 events of some 900 bytes; more than this is no desk."""

GZIP_WBITS = 31
"""zlib's way to ask for a gzip header and trailer, with the largest window."""

SeqNumber = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event; body and data are the stored UTF-8 text, byte for byte.

    Attributes:
        salt: Hex.
    """

    body: str
    hash: str
    data: str | None
    salt: str | None


class Held(msgspec.Struct, frozen=True):
    """Central's answer: the last event of a chain that it holds durably; seq 0 for none."""

    chain: str
    seq: SeqNumber


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Central's answer when it refuses; ``wanted_seq`` only where events are missing."""

    error: str
    wanted_seq: SeqNumber | None = None


class EnrolRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A device's public key, handed in with a one-time code."""

    code: Annotated[str, msgspec.Meta(max_length=64)]
    office: Name
    device: Name
    public_key: Annotated[str, msgspec.Meta(max_length=64)]


class EnrolAnswer(msgspec.Struct, frozen=True):
    """What central now knows the device as."""

    office: Name
    device: Name


@dataclass(frozen=True, slots=True)
class SignedRange:
    """A run of a chain's events as a device once signed it.

    Attributes:
        signature: Base64, over :func:`range_text` of the run.
    """

    device: DeviceId
    first_seq: Seq
    last_seq: Seq
    signature: str


def push_text(office: str, device: str, events: Sequence[StoredEvent]) -> str:
    """Write what is signed for a batch; the last hash stands for every body before it."""
    first, last = events[0], events[-1]
    return range_text(office, device, last.chain, first.seq, last.seq, last.hash)


def range_text(  # noqa: PLR0917  # the six parts of the text, in its order
    office: str, device: str, chain: str, first_seq: int, last_seq: int, last_hash: str
) -> str:
    """Write what is signed for a run of events, a batch or a day's head alike."""
    return f"{office}|{device}|{chain}|{first_seq}|{last_seq}|{last_hash}"


def read_text(office: str, device: str, chain: str, after: int) -> str:
    """Write what is signed to read a chain's events past ``after``."""
    return f"{office}|{device}|GET|{chain}|{after}"


def cursor_text(office: str, device: str, chain: str) -> str:
    """Write what is signed to ask how much of a chain central holds."""
    return f"{office}|{device}|CURSOR|{chain}"


def write_signature(signature: str) -> str:
    """Write a signature (Base64) as its header's value."""
    return SIGNATURE_SCHEME + signature


def read_signature(header: str | None) -> str:
    """Give the signature (Base64) from its header's value.

    Raises:
        BadSignature: There is none, or of another scheme.
    """
    if header is None or not header.startswith(SIGNATURE_SCHEME):
        raise BadSignature("the request is not signed; enrol this device with `kiosk enrol`")
    return header.removeprefix(SIGNATURE_SCHEME)


def write_range(signed: SignedRange) -> dict[str, str]:
    """Write as an answer's headers by whom, and from where on, its last event was signed."""
    return {
        DEVICE_HEADER: signed.device,
        FIRST_SEQ_HEADER: str(signed.first_seq),
        SIGNATURE_HEADER: write_signature(signed.signature),
    }


def read_range(headers: Mapping[str, str], last_seq: Seq) -> SignedRange | None:
    """Read what :func:`write_range` wrote for an answer that ends at ``last_seq``; None without it."""
    device, first = headers.get(DEVICE_HEADER), headers.get(FIRST_SEQ_HEADER, "")
    if device is None or not (first.isascii() and first.isdigit()):
        return None
    signature = read_signature(headers.get(SIGNATURE_HEADER))
    return SignedRange(DeviceId(device), Seq(int(first)), last_seq, signature)


def encode(events: Sequence[StoredEvent]) -> bytes:
    """Pack events, one line each."""
    lines = [
        msgspec.json.encode(
            Line(
                body=event.body.decode(),
                hash=event.hash,
                data=event.data.decode() if event.data is not None else None,
                salt=event.salt.hex() if event.salt is not None else None,
            )
        )
        for event in events
    ]
    return gzip.compress(b"\n".join(lines), mtime=0)


def decode(packed: bytes) -> list[StoredEvent]:
    """Unpack consecutive events of one chain; none of their hashes is checked here.

    Raises:
        BadInput: Not gzip, not lines of events, or not consecutive.
        SyncRefused: A limit is passed; the batch must be smaller.
    """
    return [event for event, _ in decode_bodies(packed)]


def decode_bodies(packed: bytes) -> list[tuple[StoredEvent, Body]]:
    """Unpack as :func:`decode` does, with what each event's body says: reading it takes as long as hashing it."""
    unpacked = _unpack(packed)
    lines = unpacked.split(b"\n") if unpacked else []
    if len(lines) > MAX_EVENTS:
        raise SyncRefused(f"more than {MAX_EVENTS} events in a batch; send fewer")
    read = [_read_line(line) for line in lines]
    for (before, _), (event, _) in itertools.pairwise(read):
        if event.seq != before.seq + 1 or event.chain != before.chain:
            raise BadInput(f"event {event.seq} of chain {event.chain} does not follow event {before.seq}")
    return read


def _unpack(packed: bytes) -> bytes:
    stream = zlib.decompressobj(GZIP_WBITS)
    try:
        unpacked = stream.decompress(packed, MAX_UNPACKED_BYTES)
    except zlib.error as error:
        raise BadInput(f"a batch that is not gzip: {error}") from error
    if stream.unconsumed_tail:
        raise SyncRefused(f"a batch of more than {MAX_UNPACKED_BYTES} bytes unpacked; send fewer events")
    if not stream.eof or stream.unused_data:
        raise BadInput("a batch whose gzip stream is cut off or followed by something else")
    return unpacked


def _read_line(line: bytes) -> tuple[StoredEvent, Body]:
    if len(line) > MAX_LINE_BYTES:
        raise SyncRefused(f"an event of more than {MAX_LINE_BYTES} bytes")
    try:
        read = msgspec.json.decode(line, type=Line)
        salt = bytes.fromhex(read.salt) if read.salt is not None else None
        body_bytes = read.body.encode()
        data = read.data.encode() if read.data is not None else None
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadInput(f"a line that is no event: {error}") from error
    body = read_body(body_bytes)
    chain, seq = ChainId(body.chain), Seq(body.seq)
    return StoredEvent(chain, seq, body.event_id, body_bytes, read.hash, data, salt), body
