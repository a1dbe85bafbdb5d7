"""The desk's calls to central over HTTPS, and what each way of failing means."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests

from kiosk.domain.ids import ChainId, DeviceId, OfficeId, Seq
from kiosk.errors import BadInput, BadSignature, CentralAway, ConfigInvalid, GapInChain, SyncRefused
from kiosk.lib import signing
from kiosk.store.codec import StoredEvent
from kiosk.sync import wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
"""Of one silence, not of the whole answer; a batch on a 64 kbit/s line takes some 15 s to send."""

MAX_ANSWER_BYTES = 65_536
"""Central's answers are below 1 kB; whatever is larger is somebody else's page."""

MAX_REASON_CHARS = 300
LATER = frozenset({408, 425, 429})
"""Statuses by which a server asks for patience, beside 500 and above."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Consecutive events that central gave back; empty at a chain's end.

    Attributes:
        unsigned: How many of them are vouched for by no signature of this device.
    """

    events: tuple[StoredEvent, ...]
    unsigned: int


Answer = TypeVar("Answer", bound=msgspec.Struct)


class CentralClient:
    """Signed calls for one device of one office. For one thread at a time."""

    def __init__(self, central: str, office: OfficeId, device: DeviceId, key: Ed25519PrivateKey) -> None:
        """Prepare; nothing is sent yet.

        Raises:
            ConfigInvalid: ``central`` is no https address, nor http on this machine.
        """
        self._http = _Http(central)
        self._office, self._device, self._key = office, device, key
        self._path = f"/api/v1/offices/{office}"

    def push(self, events: Sequence[StoredEvent]) -> Seq:
        """Send consecutive events of one chain; gives the last seq that central now holds of it.

        Raises:
            CentralAway: No answer, or not central's; try later.
            GapInChain: Central wants earlier events first.
            BadSignature: Central does not know this device's key.
            SyncRefused: Central does not take these events.
        """
        text = wire.push_text(self._office, self._device, events)
        headers = {**self._signed(text), "Content-Type": wire.MEDIA_TYPE}
        answer = self._http.call(
            "POST", f"{self._path}/events", wire.Held, headers=headers, data=wire.encode(events)
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
        answer = self._http.call(
            "GET", f"{self._path}/cursor", wire.Held, headers=headers, params={"chain": chain}
        )
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
        given, packed = self._http.fetch(f"{self._path}/events", headers=headers, params=params)
        try:
            events = wire.decode(packed)
        except (BadInput, SyncRefused) as error:
            raise CentralAway(f"central gives something other than events: {error}") from error
        if not events:
            return ReadBack((), 0)
        signed = wire.read_range(given, events[-1].seq)
        if signed is None or signed.device != self._device:
            return ReadBack(tuple(events), len(events))
        last = events[-1]
        text = wire.range_text(self._office, self._device, last.chain, signed.first_seq, last.seq, last.hash)
        if not signing.verify(signing.public_text(self._key), text, signed.signature):
            raise BadSignature(
                f"central gives event {last.seq} of chain {chain}, which this device never signed"
            )
        return ReadBack(tuple(events), 0)

    def close(self) -> None:
        """Let kept connections go."""
        self._http.close()

    def _signed(self, text: str) -> dict[str, str]:
        signature = wire.write_signature(signing.sign(self._key, text))
        return {wire.DEVICE_HEADER: self._device, wire.SIGNATURE_HEADER: signature}


def request_enrolment(central: str, request: wire.EnrolRequest) -> wire.EnrolAnswer:
    """Hand in a public key with a one-time code.

    Raises:
        ConfigInvalid: ``central`` is no https address, nor http on this machine.
        CentralAway: No answer, or not central's; try later.
        SyncRefused: The code is wrong, used or expired, or the request does not hold together.
    """
    http = _Http(central)
    try:
        return http.call("POST", "/api/v1/enrol", wire.EnrolAnswer, data=msgspec.json.encode(request))
    finally:
        http.close()


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    path: str
    headers: Mapping[str, str] | None
    params: Mapping[str, str] | None
    data: bytes | None = None


class _Http:
    def __init__(self, central: str) -> None:
        self._base, on_this_machine = _check_address(central)
        self._session = requests.Session()
        # Proxies and extra certificate authorities may come from the environment, but not for loopback.
        self._session.trust_env = not on_this_machine

    def call(
        self,
        method: str,
        path: str,
        kind: type[Answer],
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        data: bytes | None = None,
    ) -> Answer:
        _, text = self._send(_Call(method, path, headers, params, data), MAX_ANSWER_BYTES)
        return self._parse(text, kind, requests.codes.ok)

    def fetch(
        self, path: str, *, headers: Mapping[str, str], params: Mapping[str, str]
    ) -> tuple[Mapping[str, str], bytes]:
        """Give an answer's headers, and its bytes up to the limit of one batch."""
        return self._send(_Call("GET", path, headers, params), wire.MAX_PACKED_BYTES)

    def close(self) -> None:
        self._session.close()

    def _send(self, call: _Call, limit: int) -> tuple[Mapping[str, str], bytes]:
        try:
            with self._session.request(
                call.method,
                self._base + call.path,
                headers=call.headers,
                params=call.params,
                data=call.data,
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                allow_redirects=False,
                stream=True,
            ) as response:
                status, given, text = response.status_code, response.headers, _read(response, limit)
        except (requests.RequestException, OSError) as error:
            raise CentralAway(f"{self._base}: {type(error).__name__}; it is tried again") from error
        if status != requests.codes.ok:
            raise self._refusal(status, text)
        return given, text

    def _parse(self, text: bytes, kind: type[Answer], status: int) -> Answer:
        try:
            return msgspec.json.decode(text, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise CentralAway(
                f"{self._base}: something other than central answers (status {status}); "
                "a sign-in page of the network, perhaps"
            ) from error

    def _refusal(self, status: int, text: bytes) -> CentralAway | SyncRefused:
        if status >= requests.codes.server_error or status in LATER:
            return CentralAway(f"{self._base}: asks to be left alone for now (status {status})")
        problem = self._parse(text, wire.Problem, status)
        reason = f"central says: {problem.error[:MAX_REASON_CHARS]} (status {status})"
        if status in {requests.codes.unauthorized, requests.codes.forbidden}:
            return BadSignature(reason)
        if status == requests.codes.conflict and problem.wanted_seq:
            return GapInChain(reason, wanted_seq=problem.wanted_seq)
        return SyncRefused(reason)


def _check_address(central: str) -> tuple[str, bool]:
    """Give the address without a closing slash, and whether it is on this machine."""
    try:
        parts = urlsplit(central)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise ConfigInvalid(f"{central!r} is no address; write https://HOST") from error
    if not host or parts.query or parts.fragment or parts.username is not None:
        raise ConfigInvalid(f"{central!r} is no address of a central server; write https://HOST")
    local = _is_loopback(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ConfigInvalid(f"{central!r}: central is reached by https:// only; http:// is for this machine")
    return central.rstrip("/"), local


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(response: requests.Response, limit: int) -> bytes:
    text = b""
    for part in response.iter_content(MAX_ANSWER_BYTES):
        text += part
        if len(text) > limit:
            break
    return text
