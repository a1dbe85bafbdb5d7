"""Who may read central's pages, and what every answer tells the browser to forbid."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "kiosk_reader"
COOKIE_LIFE_S = 12 * 3_600
"""A working day."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class ReaderGate:
    """Lets in whoever brought the reader's token once; a cookie stands for it afterwards."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        self._pass = hashlib.sha256(b"kiosk central reader|" + self._token).hexdigest()

    def admits(self, request: Request) -> bool:
        """Tell whether the request carries the cookie."""
        given = request.cookies.get(COOKIE, "")
        return hmac.compare_digest(given.encode(), self._pass.encode())

    def sign_in(self, request: Request) -> Response | None:
        """Answer a right ``token`` in the address with the cookie, and an address without it; else None."""
        given = request.query_params.get("token")
        if given is None or not hmac.compare_digest(given.encode(), self._token):
            return None
        answer = RedirectResponse(request.url.path, status_code=303)
        answer.set_cookie(
            COOKIE,
            self._pass,
            max_age=COOKIE_LIFE_S,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer


class SecurityHeaders:
    """Puts the same prohibitions on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
