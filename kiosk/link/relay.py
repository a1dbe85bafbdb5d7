"""A second kiosk's way to the desk: its screen's requests, signed, over TLS to the desk's own key."""

from __future__ import annotations

import asyncio
import base64
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
from starlette.applications import Starlette
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kiosk.domain import relayed
from kiosk.errors import BadInput, DeskAway, KioskError
from kiosk.lib import signing
from kiosk.lib.device_tls import asking_context, pinned_context
from kiosk.lib.units import NS_PER_MS
from kiosk.link.client import (
    ANSWER_TIMEOUT_S,
    CONNECT_TIMEOUT_S,
    SILENCE_TIMEOUT_S,
    TECHNICIAN_TIMEOUT_S,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from starlette.requests import Request

LARGEST_COMMAND_BYTES = 16_384
"""The desk's own limit."""

JSON = "application/json"

log = logging.getLogger(__name__)


class Relay:
    """Passes on what a screen asks; belongs to one loop."""

    def __init__(self, desk: str, desk_key: str, device: str, key: Ed25519PrivateKey) -> None:
        """Prepare; nothing is sent yet.

        Args:
            desk: Host and port.
            desk_key: The desk's public key, Base64.
            device: This kiosk's id.
            key: This kiosk's own.
        """
        self._desk, self._desk_key = desk, base64.b64decode(desk_key)
        self._device, self._key = device, key
        self._http: httpx.AsyncClient | None = None
        self._connecting = asyncio.Lock()
        self._ahead_ms: int | None = None
        """The desk's boot clock less this machine's; a little too small, so that no command comes from the future."""

    def app(self) -> Starlette:
        """Give what the screen's socket serves: the routes that a screen uses."""
        return Starlette(
            routes=[
                Route(relayed.HELLO, self._hello),
                *(Route(path, self._get) for path in relayed.GOT),
                Route(relayed.UPDATES, self._updates),
                Route(relayed.COMMANDS, self._command, methods=["POST"]),
                *(Route(path, self._post, methods=["POST"]) for path in relayed.POSTED),
            ],
            exception_handlers={KioskError: _refuse},
        )

    async def close(self) -> None:
        """Let the connections go."""
        if self._http is not None:
            await self._http.aclose()

    async def _hello(self, _request: Request) -> Response:
        return _passed_on(await self._greet())

    async def _get(self, request: Request) -> Response:
        return _passed_on(await self._ask("GET", request.url.path))

    async def _command(self, request: Request) -> Response:
        content = await _content(request)
        if self._ahead_ms is None:
            await self._greet()
        return _passed_on(await self._ask("POST", relayed.COMMANDS, self._dated(content)))

    async def _post(self, request: Request) -> Response:
        content, path = await _content(request), request.url.path
        # A look at everything takes the desk up to a minute.
        timeout_s = TECHNICIAN_TIMEOUT_S if path == relayed.SELF_TEST else ANSWER_TIMEOUT_S
        return _passed_on(await self._ask("POST", path, content, timeout_s))

    async def _updates(self, _request: Request) -> Response:
        http = await self._connected()
        headers = self._signed("GET", relayed.UPDATES, b"")
        timeout = httpx.Timeout(SILENCE_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        request = http.build_request("GET", relayed.UPDATES, headers=headers, timeout=timeout)
        try:
            response = await http.send(request, stream=True)
        except httpx.TransportError as error:
            raise await self._away(error) from error
        if not response.is_success:
            await response.aread()
            _demand_admission(response)
            return _passed_on(response)
        return StreamingResponse(_lines(response), media_type="text/event-stream")

    async def _greet(self) -> httpx.Response:
        """Ask who the desk is, and compare the two boot clocks."""
        response = await self._ask("GET", relayed.HELLO)
        if response.is_success:
            with suppress(msgspec.MsgspecError, KeyError, TypeError, ValueError):
                hello: dict[str, Any] = msgspec.json.decode(response.content)
                # As of the answer's arrival: the way took a while, which makes a command seem older, never newer.
                self._ahead_ms = int(hello["time"]["boot_ms"]) - _boot_ms()
        return response

    def _dated(self, content: bytes) -> bytes:
        """Give a command the desk's own time of the touch; the screen knew this machine's only."""
        try:
            command = msgspec.json.decode(content, type=dict[str, Any])
            issued = command["issued"]
            issued["boot_ms"] = int(issued["boot_ms"]) + (self._ahead_ms or 0)
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError, RecursionError) as error:
            raise BadInput("not a command that a screen sends") from error
        return msgspec.json.encode(command)

    async def _ask(
        self, method: str, path: str, content: bytes = b"", timeout_s: float = ANSWER_TIMEOUT_S
    ) -> httpx.Response:
        http = await self._connected()
        headers = self._signed(method, path, content)
        try:
            response = await http.request(
                method,
                path,
                content=content or None,
                headers=headers,
                timeout=httpx.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S),
            )
        except httpx.TransportError as error:
            raise await self._away(error) from error
        if path not in relayed.POSTED:  # a wrong PIN is answered alike, and is the screen's to show
            _demand_admission(response)
        return response

    def _signed(self, method: str, path: str, content: bytes) -> dict[str, str]:
        text = relayed.request_text(self._device, method, path, content)
        return {
            relayed.DEVICE_HEADER: self._device,
            relayed.SIGNATURE_HEADER: signing.sign(self._key, text),
        }

    async def _connected(self) -> httpx.AsyncClient:
        async with self._connecting:
            if self._http is None:
                try:
                    context = pinned_context(await self._certificate(), self._desk_key)
                except BadInput as error:
                    # For the screen the desk is away; the log tells a technician why.
                    raise DeskAway(str(error)) from error
                self._http = httpx.AsyncClient(
                    base_url=f"https://{self._desk}", verify=context, trust_env=False
                )
            return self._http

    async def _certificate(self) -> bytes:
        host, _, port = self._desk.rpartition(":")
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                _, writer = await asyncio.open_connection(host.strip("[]"), int(port), ssl=asking_context())
        except (OSError, TimeoutError) as error:
            raise DeskAway(f"the desk at {self._desk} does not answer: {error}") from error
        certificate = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        return bytes(certificate)

    async def _away(self, error: httpx.TransportError) -> DeskAway:
        """Begin anew after a broken line: the desk may have been given another certificate of the same key."""
        http, self._http, self._ahead_ms = self._http, None, None
        if http is not None:
            await http.aclose()
        return DeskAway(f"the desk at {self._desk} does not answer: {type(error).__name__}")


def _demand_admission(response: httpx.Response) -> None:
    if response.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise DeskAway(
            "the desk does not admit this kiosk; compare [[kiosk]] there with `kiosk relay --show-key`"
        )


async def _content(request: Request) -> bytes:
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > LARGEST_COMMAND_BYTES:
            raise BadInput(f"a command has at most {LARGEST_COMMAND_BYTES} bytes")
    return bytes(content)


async def _lines(response: httpx.Response) -> AsyncIterator[bytes]:
    """Pass on what the desk says as it comes; a line that breaks ends the stream, and the screen asks again."""
    try:
        with suppress(httpx.TransportError):
            async for part in response.aiter_raw():
                yield part
    finally:
        await response.aclose()


def _passed_on(response: httpx.Response) -> Response:
    return Response(response.content, response.status_code, media_type=JSON)


async def _refuse(_request: Request, error: Exception) -> Response:
    away = isinstance(error, DeskAway)
    if away:
        log.warning("%s", error)
    text = msgspec.json.encode({"error": str(error), "code": "DeskAway" if away else "bad_input"})
    return Response(text, 503 if away else 400, media_type=JSON)


def _boot_ms() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // NS_PER_MS
