"""The gate: whose batch it is, whether it holds together, and what may then be kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.central.storage import Arrival, Forked
from kiosk.domain.events import ChainStarted
from kiosk.domain.ids import ChainId, DeviceId, OfficeId, Seq
from kiosk.domain.moment import Moment
from kiosk.domain.office_parts import Recorded
from kiosk.errors import BadInput, BadSignature, NotAllowed
from kiosk.lib import signing
from kiosk.lib.units import BootId, BootNs, WallMs
from kiosk.store.codec import Body, Head, StoredEvent, check_read, read_data
from kiosk.sync import wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.storage import Storage

CHAIN_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

LAST_MS = 253_402_300_799_999
"""The end of the year 9999 UTC; beyond it there is no date to show."""


LAST_BOOT_NS = 2**63 - 1
"""The kernel's own largest; 292 years."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who says to have sent a request.

    Attributes:
        signature: Base64, over the text that belongs to the request.
    """

    office: OfficeId
    device: DeviceId
    signature: str


def receive(storage: Storage, sender: Sender, packed: bytes, now: WallMs) -> Head | Forked:
    """Keep a batch, and give what is held of its chain once that is durable.

    Raises:
        BadSignature: Not signed by the key under which the device is enrolled.
        NotAllowed: The device, or the chain, is another office's.
        SyncRefused: The batch is too large.
        BadInput: The batch does not hold together.
        GapInChain: Events before it are missing.
        CentralAway: The database does not answer; nothing was kept.
    """
    key = _key(storage, sender)
    read = wire.decode_bodies(packed)
    if not read:
        raise BadInput("a batch without events")
    events = [event for event, _ in read]
    if not signing.verify(key, wire.push_text(sender.office, sender.device, events), sender.signature):
        raise BadSignature("the batch is not signed by this device's key")
    signed = wire.SignedRange(sender.device, events[0].seq, events[-1].seq, sender.signature)
    return storage.append(sender.office, _verified(sender.office, read), signed, now)


def check_reader(storage: Storage, sender: Sender, text: str) -> None:
    """Make sure that a request to read comes from a device of the office.

    Raises:
        BadSignature: ``text`` is not signed by the key under which the device is enrolled.
        NotAllowed: The office has no such device.
    """
    if not signing.verify(_key(storage, sender), text, sender.signature):
        raise BadSignature("the request is not signed by this device's key")


def held(storage: Storage, office: OfficeId, chain: ChainId) -> wire.Held:
    """Say how much of a chain is held durably."""
    return wire.Held(chain, storage.head(office, chain).seq)


def check_chain(chain: str) -> ChainId:
    """Read a chain's id.

    Raises:
        BadInput: It is no UUID.
    """
    if not CHAIN_FORM.fullmatch(chain):
        raise BadInput("chain must be the id of a chain")
    return ChainId(chain)


def _key(storage: Storage, sender: Sender) -> str:
    key = storage.device_key(sender.office, sender.device)
    if key is None:
        raise NotAllowed(f"office {sender.office} has no device {sender.device}, or it was revoked; enrol it")
    return key


def _verified(office: OfficeId, read: Sequence[tuple[StoredEvent, Body]]) -> list[Arrival]:
    first = read[0][1]
    before: Head | StoredEvent = Head(check_chain(first.chain), Seq(first.seq - 1), first.prev_hash)
    arrivals = []
    for event, body in read:
        check_read(event, body, before)
        arrivals.append(Arrival(event, body, _recorded(office, event, body)))
        before = event
    return arrivals


def _recorded(office: OfficeId, event: StoredEvent, body: Body) -> Recorded:
    if event.seq < 1 or not 0 <= body.at <= LAST_MS or not 0 <= body.boot_ns <= LAST_BOOT_NS:
        raise BadInput(f"{_where(event)}: a seq or a time that cannot be")
    if (event.data is None) != (event.salt is None):
        raise BadInput(f"{_where(event)}: data and salt come together")
    if (event.seq == 1) != (body.kind == ChainStarted.__name__):
        raise BadInput(f"{_where(event)}: a chain begins with {ChainStarted.__name__}, and only there")
    moment = Moment(WallMs(body.at), BootId(body.boot), BootNs(body.boot_ns), body.clock_ok)
    data = read_data(body.kind, body.version, event.data)
    if isinstance(data, ChainStarted) and data.office != office:
        raise NotAllowed(f"chain {event.chain} is another office's")
    return Recorded(event.chain, event.seq, moment, data)


def _where(event: StoredEvent) -> str:
    return f"event {event.seq} of chain {event.chain}"
