"""The door for the office's other kiosks: listed routes, signed by an enrolled device, and nothing else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from kiosk.desk.wire import LARGEST_COMMAND_BYTES, write_refusal
from kiosk.domain import relayed
from kiosk.domain.ids import DeviceId
from kiosk.errors import BadInput, KioskError, NotAllowed, NotSignedIn
from kiosk.lib import signing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)


class SecondKiosks:
    """Hands each second kiosk's request to that kiosk's own application."""

    def __init__(self, keys: Mapping[DeviceId, str], apps: Mapping[DeviceId, ASGIApp]) -> None:
        """Prepare.

        Args:
            keys: Each admitted kiosk's public key, Base64.
            apps: What each of them may then talk to.
        """
        self._keys = keys
        self._apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            device, body = await self._admit(request)
        except KioskError as error:
            log.warning("second kiosk: %s", error)
            status, text = write_refusal(error)
            await Response(text, status, media_type="application/json")(scope, receive, send)
            return
        await self._apps[device](scope, _again(body, receive), send)

    async def _admit(self, request: Request) -> tuple[DeviceId, bytes]:
        method, path = request.method, request.url.path
        if (method, path) not in relayed.ROUTES:
            raise NotAllowed("a second kiosk may ask what its screen needs, and nothing else")
        device = DeviceId(request.headers.get(relayed.DEVICE_HEADER, ""))
        key = self._keys.get(device)
        if key is None:
            raise NotAllowed(
                "this kiosk is not admitted here; add it as [[kiosk]] to the desk's configuration"
            )
        body = await _read(request)
        text = relayed.request_text(device, method, path, body)
        if not signing.verify(key, text, request.headers.get(relayed.SIGNATURE_HEADER, "")):
            raise NotSignedIn(f"the request is not signed by the key of {device}")
        return device, body


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_COMMAND_BYTES:
            raise BadInput(f"a command has at most {LARGEST_COMMAND_BYTES} bytes")
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already once more, then what comes after it."""
    given = False

    async def once_more() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once_more
