"""One HTTP call to central with all its limits, and what each way of failing means."""

from __future__ import annotations

import io
import ipaddress
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3

from kiosk.errors import BadSignature, BatchTooLarge, CentralAway, ConfigInvalid, GapInChain, SyncRefused
from kiosk.sync import wire
from kiosk.sync.redirects import StayingSession

CONNECT_TIMEOUT_S = 10.0
"""Of the handshake, and of each piece sent: 16 kB in 10 s is 13 kbit/s, a fifth of the slowest line served."""

READ_TIMEOUT_S = 30.0
"""Of one silence, not of the whole answer."""

PATIENCE_S = 30.0
SLOWEST_BYTES_PER_S = 1_000
"""An answer that comes slower than this after the first half minute is no line but somebody holding it open."""

MAX_ANSWER_BYTES = 65_536
"""Central's answers are below 1 kB; whatever is larger is somebody else's page."""

MAX_REASON_CHARS = 300
LONGEST_RETRY_AFTER_S = 3_600.0
"""What an answer may ask for at most: a mistake there must not silence an office for a day."""

LATER = frozenset({408, 425, 429})
"""Statuses by which a server asks for patience, beside 500 and above."""

OUT_OF_DATE = {9: "is not yet valid", 10: "has expired"}
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED (openssl/x509_vfy.h)."""

Answer = TypeVar("Answer", bound=msgspec.Struct)
Failure = TypeVar("Failure", bound=BaseException)


@dataclass(frozen=True, slots=True)
class Way:
    """How central is reached; empty texts for what the environment and the system say.

    Attributes:
        proxy: Address such as ``http://proxy.example:3128``.
        authority: File with the certificates of the authorities to trust, PEM.
    """

    proxy: str = ""
    authority: str = ""


DIRECT = Way()


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str] | None = None
    params: Mapping[str, str] | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its status."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Https:
    """Calls over kept connections. For one thread at a time."""

    def __init__(self, central: str, way: Way = DIRECT) -> None:
        """Prepare; nothing is sent yet.

        Raises:
            ConfigInvalid: The address is no https address, nor http on this machine; or the proxy's is none.
        """
        self._base, on_this_machine = _check_address(central)
        self._session = StayingSession()
        # Proxies and extra certificate authorities may come from the environment, but not for loopback.
        self._session.trust_env = not on_this_machine
        # What comes is read as it is, and never beyond a limit.
        self._session.headers["Accept-Encoding"] = "identity"
        # Named with each call: what a session keeps, the environment overrules.
        self._proxies = dict.fromkeys(("http", "https"), _check_proxy(way.proxy)) if way.proxy else None
        self._authority = way.authority or None
        self.clock_ahead_s: float | None = None
        """By how much this machine's clock is ahead of central's, as the last answer told; None before."""

    def call(self, call: Call, kind: type[Answer]) -> Answer:
        """Give an answer in central's own form.

        Raises:
            CentralAway: No answer, or not central's; try later.
            BadSignature: Central does not know this device's key.
            SyncRefused: Central refuses for another reason.
        """
        return self.parse(self.fetch(call, MAX_ANSWER_BYTES), kind)

    def fetch(self, call: Call, limit_bytes: int) -> Reply:
        """Give an answer of any form, up to a limit; what is beyond it is left unread.

        Raises:
            CentralAway: As :meth:`call`; and likewise the other two.
        """
        try:
            with self._session.request(
                call.method,
                self._base + call.path,
                headers=call.headers,
                params=call.params,
                # In pieces, each with the time limit of its own: one sendall of it all would need a fast line.
                data=io.BytesIO(call.data) if call.data is not None else None,
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                allow_redirects=False,
                stream=True,
                proxies=self._proxies,
                verify=self._authority,
            ) as response:
                status, given = response.status_code, response.headers
                content = _read(response, limit_bytes)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise CentralAway(f"{self._base}: {_explain(error)}; it is tried again") from error
        if status not in {requests.codes.ok, requests.codes.not_modified}:
            raise self._refusal(status, given, content)
        self._compare_clocks(given)
        return Reply(status, given, content)

    def parse(self, reply: Reply, kind: type[Answer]) -> Answer:
        """Read an answer in central's own form.

        Raises:
            CentralAway: It is in none.
        """
        try:
            return msgspec.json.decode(reply.content, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise CentralAway(
                f"{self._base}: something other than central answers (status {reply.status}); "
                "a sign-in page of the network, perhaps"
            ) from error

    def close(self) -> None:
        """Let kept connections go."""
        self._session.close()

    def _refusal(self, status: int, given: Mapping[str, str], text: bytes) -> CentralAway | SyncRefused:
        if status >= requests.codes.server_error or status in LATER:
            return CentralAway(
                f"{self._base}: asks to be left alone for now (status {status})",
                retry_after_s=_retry_after_s(given.get("Retry-After", "")),
            )
        if status == requests.codes.proxy_authentication_required:
            return CentralAway("the proxy wants a name and a password; write them into [sync] proxy")
        if status == requests.codes.request_entity_too_large:
            # Said by central or by a proxy before it: both mean the same.
            return BatchTooLarge("central, or a proxy on the way, takes no batch of this size (status 413)")
        problem = self.parse(Reply(status, given, text), wire.Problem)
        reason = f"central says: {problem.error[:MAX_REASON_CHARS]} (status {status})"
        if status in {requests.codes.unauthorized, requests.codes.forbidden}:
            return BadSignature(reason)
        if status == requests.codes.conflict and problem.wanted_seq:
            return GapInChain(reason, wanted_seq=problem.wanted_seq)
        return SyncRefused(reason)

    def _compare_clocks(self, given: Mapping[str, str]) -> None:
        try:
            theirs = parsedate_to_datetime(given.get("Date", ""))
            self.clock_ahead_s = (datetime.now(UTC) - theirs).total_seconds()
        except (ValueError, TypeError, OverflowError):
            self.clock_ahead_s = None


def _read(response: requests.Response, limit_bytes: int) -> bytes:
    began = time.monotonic()
    text = b""
    while part := response.raw.read1(MAX_ANSWER_BYTES, decode_content=False):
        text += part
        if len(text) > limit_bytes:
            break
        if time.monotonic() - began > PATIENCE_S + len(text) / SLOWEST_BYTES_PER_S:
            raise TimeoutError("the answer trickles in")
    return text


def _explain(error: BaseException) -> str:
    """Say what failed in the words of who can mend it."""
    cause = _cause(error, ssl.SSLCertVerificationError)
    if cause is not None:
        # The clock first: a Raspberry Pi without a battery begins in the past.
        if cause.verify_code in OUT_OF_DATE:
            return (
                f"its certificate {OUT_OF_DATE[cause.verify_code]} by this machine's date, "
                f"{datetime.now(UTC):%Y-%m-%d}; check that date, then the certificate"
            )
        return (
            f"its certificate cannot be trusted ({cause.verify_message}); "
            "name the authority in [sync] authority, or the network reads what is sent"
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not let it through"
    if _cause(error, TimeoutError) is not None or isinstance(error, requests.exceptions.Timeout):
        return "no answer in time"
    return type(error).__name__


def _cause(error: BaseException, kind: type[Failure]) -> Failure | None:
    """Find the first failure of a kind among what led to an error; requests and urllib3 wrap several deep."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        if isinstance(one, kind):
            return one
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return None


def _retry_after_s(text: str) -> float | None:
    """Read a Retry-After header in seconds; a date is not worth trusting two clocks for."""
    if not (text.isascii() and text.isdigit()):
        return None
    return min(float(text), LONGEST_RETRY_AFTER_S)


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


def _check_proxy(proxy: str) -> str:
    try:
        parts = urlsplit(proxy)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.port
    except ValueError:
        good = None
    if not good:
        # Not quoted: it may hold a password.
        raise ConfigInvalid("[sync] proxy is no address of a proxy; write http://HOST:PORT")
    return proxy


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
