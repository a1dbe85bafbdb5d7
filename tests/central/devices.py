"""Devices as central meets them: with a key, enrolled or not, honest or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.central import ingest
from kiosk.central.commands import add_office, hash_code
from kiosk.central.ingest import Sender
from kiosk.central.storage import Enrolment, Forked, Storage
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.lib import signing
from kiosk.lib.units import WallMs
from kiosk.store.codec import Head, StoredEvent
from kiosk.sync import wire

OFFICE = OfficeId("ha-dong")
KIOSK = DeviceId("kiosk-1")
NOW = WallMs(1_795_000_000_000)


@dataclass
class Device:
    """One desk's machine."""

    office: OfficeId = OFFICE
    id: DeviceId = KIOSK
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def enrol(self, storage: Storage) -> Device:
        code = add_office(storage, self.office, f"Phường {self.office}", NOW)
        public = signing.public_text(self.key)
        storage.enrol(Enrolment(self.office, self.id, public, hash_code(code)), NOW)
        return self

    def signs(self, text: str) -> Sender:
        return Sender(self.office, self.id, signing.sign(self.key, text))

    def send(self, storage: Storage, events: Sequence[StoredEvent]) -> Head | Forked:
        sender = self.signs(wire.push_text(self.office, self.id, events))
        return ingest.receive(storage, sender, wire.encode(events), NOW)

    def headers(self, text: str) -> dict[str, str]:
        signature = wire.write_signature(signing.sign(self.key, text))
        return {wire.DEVICE_HEADER: self.id, wire.SIGNATURE_HEADER: signature}
