"""What other machines answer when they are asked: central, or a network's sign-in page; a webhook's receiver; a printer."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from kiosk.central.rest import outgoing
from kiosk.domain.ids import DeviceId, OfficeId, Seq
from kiosk.domain.printing import PrinterState
from kiosk.errors import KioskError
from kiosk.lib.device_tls import pinned_context, server_context
from kiosk.lib.signing import load_or_make_private_key
from kiosk.lib.units import WallMs
from kiosk.lib.worker import Worker
from kiosk.printer.status import is_status, state_of
from kiosk.sync import wire
from kiosk.sync.client import CentralClient, request_enrolment
from tests.fuzz.events import CHAIN, PACKED
from tests.fuzz.settings import scratch
from tests.fuzz.target import Target

LIMIT_S = 5.0
"""For a line on this machine; nobody waits for more than an answer that lies ready."""

LONGEST_HEAD = 65_536
NOW = WallMs(1_795_000_000_000)
OFFICE, DEVICE = OfficeId("ha-dong"), DeviceId("kiosk-1")


@dataclass
class Answering:
    """A server on this machine that answers every request with the same bytes, and hangs up."""

    content: bytes = b""

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._worker = Worker("answering", self._answer, on_crash=lambda _: None)
        self._worker.start()

    def _answer(self) -> None:
        line, _ = self._listener.accept()
        line.settimeout(LIMIT_S)
        with line, suppress(OSError):
            line.recv(LONGEST_HEAD)
            line.sendall(self.content)
            line.shutdown(socket.SHUT_WR)
            while line.recv(LONGEST_HEAD):
                pass


@cache
def _other_side() -> Answering:
    return Answering()


def read_centrals_answer(content: bytes) -> None:
    """Ask for all that a desk asks of central."""
    other = _other_side()
    other.content = content
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    questions: tuple[Callable[[CentralClient], object], ...] = (
        lambda central: central.published('"known"'),
        lambda central: central.cursor(CHAIN),
        lambda central: central.read(CHAIN, Seq(0)),
        lambda central: central.release_piece("1.4.0", 0),
    )
    for question in questions:
        central = CentralClient(other.address, OFFICE, DEVICE, key)
        with suppress(KioskError):
            question(central)
        central.close()
    request_enrolment(other.address, wire.EnrolRequest(OFFICE, DEVICE, "code", "key"))


def read_receivers_answer(content: bytes) -> None:
    """Tell a webhook's receiver something."""
    other = _other_side()
    other.content = content
    outgoing.tell(f"{other.address}/hook", b"{}", {}, b"secret", NOW)


@cache
def _desks_certificate() -> tuple[bytes, bytes]:
    """Give a desk's certificate, DER, and its public key."""
    key, certificate = scratch() / "desk.pem", scratch() / "desk.crt"
    server_context(key, certificate, "kiosk-1")
    der = load_pem_x509_certificate(certificate.read_bytes()).public_bytes(Encoding.DER)
    return der, load_or_make_private_key(key).public_key().public_bytes_raw()


ED25519, NO_KIND = b"\x06\x03+ep", b"\x06\x03+]p"
"""1.3.101.112 as DER writes it, and a kind of key that nobody knows."""


VERSION_3, VERSION_35 = b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x22"


def read_certificate(content: bytes) -> None:
    """Look at the certificate of whoever answers in the desk's place."""
    pinned_context(content, _desks_certificate()[1])


def read_status(content: bytes) -> None:
    """Read a printer's status bytes, two by two."""
    found = [byte for byte in content if is_status(byte)]
    for cause, paper in zip((None, *found), (*found, None), strict=True):
        assert state_of(cause, paper) in PrinterState


def _http(status: str, head: str = "", body: bytes = b"") -> bytes:
    return f"HTTP/1.1 {status}\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


HELD = b'{"chain":"c","seq":3}'
ANSWERS = (
    _http("200 OK", "Date: Sun, 22 Nov 2026 06:00:00 GMT\r\n", HELD),
    _http("200 OK", 'ETag: "a"\r\n', b'{"versions":[]}'),
    _http("200 OK", "Kiosk-Range: 1\r\nKiosk-Device: kiosk-1\r\nKiosk-Signature: ed25519=AA==\r\n", PACKED),
    _http("302 Found", "Location: http://sign-in.example/\r\n"),
    _http("409 Conflict", "", b'{"error":"gap","wanted_seq":4}'),
    _http("503 Later", "Retry-After: 30\r\n"),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n0\r\n\r\n",
    _http("200 OK", "Content-Encoding: gzip\r\n", gzip.compress(b"{}", mtime=0)),
)
LED_ASTRAY = (
    _http("302 Found", "Location: http://[\r\n"),
    b"HTTP/1.1 302 Found\r\nLocation: /\xff\r\nContent-Length: 0\r\n\r\n",
    _http("200 OK", "Date: Mon, 20 Nov 1995 19:12:08 +99999999999999\r\n", HELD),
)
HTTP_WORDS = (
    b"Location: http://[",
    b"Location: \xff",
    b"Date: Mon, 20 Nov 1995 19:12:08 +99999999999999",
    b"Retry-After: ",
    b"Transfer-Encoding: chunked\r\n",
    b"Set-Cookie: a=b; expires=",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"\r\n ",
)

TARGETS = (
    Target("centrals-answer", read_centrals_answer, ANSWERS, HTTP_WORDS, LED_ASTRAY),
    Target("receivers-answer", read_receivers_answer, ANSWERS, HTTP_WORDS, LED_ASTRAY),
    Target(
        "certificate",
        read_certificate,
        (_desks_certificate()[0],),
        (ED25519, b"\x30\x80"),
        tuple(
            _desks_certificate()[0].replace(*pair) for pair in ((ED25519, NO_KIND), (VERSION_3, VERSION_35))
        ),
    ),
    Target("printer", read_status, (b"\x12\x12", b"\x16\x72"), (b"\x1e", b"\x32")),
)
