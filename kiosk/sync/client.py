"""The desk's signed calls to central."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import requests

from kiosk.domain.ids import ChainId, DeviceId, OfficeId, Seq
from kiosk.errors import BadInput, BadSignature, CentralAway, SyncRefused
from kiosk.lib import signing
from kiosk.store.codec import StoredEvent
from kiosk.sync import wire
from kiosk.sync.health_wire import PIECE_BYTES, HealthTaken, health_text, piece_text
from kiosk.sync.https import DIRECT, Answer, Call, Https, Way
from kiosk.sync.office_wire import (
    MAX_CONFIG_BYTES,
    PublishedVersions,
    Taken,
    TodaysFigures,
    config_text,
    etag_of,
    figures_text,
)
from kiosk.sync.public_wire import PublicAnswer, PublicState, public_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from kiosk.sync.health_wire import HealthReport


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Consecutive events that central gave back; empty at a chain's end.

    Attributes:
        unsigned: How many of them are vouched for by no signature of this device.
    """

    events: tuple[StoredEvent, ...]
    unsigned: int


class CentralClient:
    """Signed calls for one device of one office. For one thread at a time."""

    def __init__(
        self, central: str, office: OfficeId, device: DeviceId, key: Ed25519PrivateKey, way: Way = DIRECT
    ) -> None:
        """Prepare; nothing is sent yet.

        Raises:
            ConfigInvalid: As :class:`kiosk.sync.https.Https`.
        """
        self._http = Https(central, way)
        self._office, self._device, self._key = office, device, key
        self._path = f"/api/v1/offices/{office}"

    def push(self, events: Sequence[StoredEvent]) -> Seq:
        """Send consecutive events of one chain; gives the last seq that central now holds of it.

        Raises:
            CentralAway: No answer, or not central's; try later.
            GapInChain: Central wants earlier events first.
            BadSignature: Central does not know this device's key.
            BatchTooLarge: There are too many of them at once.
            SyncRefused: Central does not take these events.
        """
        text = wire.push_text(self._office, self._device, events)
        headers = {**self._signed(text), "Content-Type": wire.MEDIA_TYPE}
        packed = wire.encode(events)
        answer = self._http.call(
            Call("POST", f"{self._path}/events", headers=headers, data=packed), wire.Held
        )
        if answer.chain != events[-1].chain or answer.seq < events[-1].seq:
            raise CentralAway(f"central acknowledges event {answer.seq} where {events[-1].seq} was sent")
        return Seq(answer.seq)

    def cursor(self, chain: ChainId) -> Seq:
        """Ask for the last seq that central holds of a chain; 0 for none.

        Raises:
            CentralAway: No answer, or not central's; try later.
            BadSignature: Central does not know this device's key.
            SyncRefused: Central refuses for another reason.
        """
        headers = self._signed(wire.cursor_text(self._office, self._device, chain))
        call = Call("GET", f"{self._path}/cursor", headers, {"chain": chain})
        answer = self._http.call(call, wire.Held)
        return Seq(answer.seq)

    def read(self, chain: ChainId, after: Seq) -> ReadBack:
        """Read back what central holds of a chain past ``after``: some events, or none at its end.

        Whether they link to what is here is for the caller to check.

        Raises:
            CentralAway: No answer, or not central's; try later.
            BadSignature: Central does not know this device's key, or gives what this device never signed.
            SyncRefused: Central refuses for another reason.
        """
        headers = self._signed(wire.read_text(self._office, self._device, chain, after))
        params = {"chain": chain, "after": str(after)}
        call = Call("GET", f"{self._path}/events", headers, params)
        reply = self._http.fetch(call, wire.MAX_PACKED_BYTES)
        try:
            events = wire.decode(reply.content)
        except (BadInput, SyncRefused) as error:
            raise CentralAway(f"central gives something other than events: {error}") from error
        if not events:
            return ReadBack((), 0)
        signed = wire.read_range(reply.headers, events[-1].seq)
        if signed is None or signed.device != self._device:
            return ReadBack(tuple(events), len(events))
        last = events[-1]
        text = wire.range_text(self._office, self._device, last.chain, signed.first_seq, last.seq, last.hash)
        if not signing.verify(signing.public_text(self._key), text, signed.signature):
            raise BadSignature(
                f"central gives event {last.seq} of chain {chain}, which this device never signed"
            )
        return ReadBack(tuple(events), 0)

    def tell_today(self, figures: TodaysFigures) -> None:
        """Say how the office stands now, while the log is far behind.

        Raises:
            CentralAway: No answer, or not central's; try later.
            SyncRefused: Central does not take it.
        """
        self._tell("figures", figures, figures_text, Taken)

    def tell_health(self, report: HealthReport) -> HealthTaken:
        """Say how this device is, and hear what it is offered.

        Raises:
            CentralAway: No answer, or not central's; try later.
            SyncRefused: Central does not take it.
        """
        return self._tell("health", report, health_text, HealthTaken)

    def release_piece(self, release: str, start: int) -> bytes:
        """Fetch the bytes of an offered release's bundle from ``start`` on; some, or none past its end.

        Raises:
            CentralAway: No answer; try later.
            SyncRefused: It is not on offer any more.
        """
        headers = self._signed(piece_text(self._office, self._device, release, start))
        call = Call("GET", f"{self._path}/releases/{release}", headers, {"after": str(start)})
        return self._http.fetch(call, PIECE_BYTES).content

    def tell_public(self, state: PublicState) -> PublicAnswer:
        """Say what citizens may see; gives what they said of the service.

        Raises:
            CentralAway: No answer, or not central's; try later.
            SyncRefused: Central does not take it.
        """
        return self._tell("public", state, public_text, PublicAnswer)

    def published(self, known: str) -> tuple[str, PublishedVersions] | None:
        """Ask for the office's configurations, with their ETag; None where that is the known one.

        Args:
            known: Empty for none.

        Raises:
            CentralAway: No answer, or not central's; try later.
            SyncRefused: Central refuses to tell.
        """
        headers = self._signed(config_text(self._office, self._device))
        if known:
            headers["If-None-Match"] = known
        reply = self._http.fetch(Call("GET", f"{self._path}/config", headers), MAX_CONFIG_BYTES)
        if reply.status == requests.codes.not_modified:
            return None
        published = self._http.parse(reply, PublishedVersions)
        # Not the answer's own word: a proxy that packs answers rewrites it.
        return etag_of(reply.content), published

    @property
    def clock_ahead_s(self) -> float | None:
        """By how much this machine's clock is ahead of central's; None before an answer told."""
        return self._http.clock_ahead_s

    def close(self) -> None:
        """Let kept connections go."""
        self._http.close()

    def _tell(
        self, what: str, told: object, text_of: Callable[[str, str, bytes], str], kind: type[Answer]
    ) -> Answer:
        content = msgspec.json.encode(told)
        headers = self._signed(text_of(self._office, self._device, content))
        return self._http.call(Call("POST", f"{self._path}/{what}", headers, data=content), kind)

    def _signed(self, text: str) -> dict[str, str]:
        signature = wire.write_signature(signing.sign(self._key, text))
        return {wire.DEVICE_HEADER: self._device, wire.SIGNATURE_HEADER: signature}


def request_enrolment(central: str, request: wire.EnrolRequest, way: Way = DIRECT) -> wire.EnrolAnswer:
    """Hand in a public key with a one-time code.

    Raises:
        ConfigInvalid: As :class:`kiosk.sync.https.Https`.
        CentralAway: No answer, or not central's; try later.
        SyncRefused: The code is wrong, used or expired, or the request does not hold together.
    """
    http = Https(central, way)
    try:
        return http.call(Call("POST", "/api/v1/enrol", data=msgspec.json.encode(request)), wire.EnrolAnswer)
    finally:
        http.close()
