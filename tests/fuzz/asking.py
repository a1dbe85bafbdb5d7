"""A whole application that is asked with bytes, as its HTTP server would hand them on."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp

from kiosk.errors import BadInput
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import BootNs

TARGET = re.compile(rb"/[\x21-\x7e]*")
NAME = re.compile(rb"[A-Za-z0-9-]+")
VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
"""What h11, which serves our pages, lets through; the rest it answers itself."""

Sign = Callable[[Mapping[str, Any], bytes], list[tuple[bytes, bytes]]]

FRESH = 2_000
"""Requests to one application; after more, it would be its tables that are tested."""

METHODS = {b"GET", b"POST", b"PUT", b"DELETE"}

STEP_S = 5.0
"""A second is the longest that any limit waits before it lets one more request pass."""

SOON_S = 60.0
"""Until an answer is there, or a stream of updates has ended because nobody listens any more."""


def unsigned(_asked: Mapping[str, Any], _body: bytes) -> list[tuple[bytes, bytes]]:
    """Add nothing: nobody signs."""
    return []


class Ticking(ManualClock):
    """Some seconds pass whenever somebody looks at it, so that no limit of requests is reached."""

    def boot_ns(self) -> BootNs:
        """Count from the pretended boot, which was longer ago than at the last look."""
        self.advance(STEP_S)
        return super().boot_ns()


@dataclass(frozen=True)
class Served:
    """An application, with what chance would not find.

    Attributes:
        secrets: Makes what is put in where ``{name}`` stands in a request.
        close: Lets go of what it stands on.
        sign: Gives the headers that only a device can add.
    """

    app: ASGIApp
    secrets: Callable[[], Mapping[str, str]]
    close: Callable[[], None]
    sign: Sign = unsigned


class Asker:
    """Asks one application, which is built anew now and then, because what was asked stays in it.

    A good input is as HTTP writes it, but for single line feeds::

        POST /api/session/active
        cookie: {officer}

        {}
    """

    def __init__(self, build: Callable[[], Served]) -> None:
        self._build = build
        self._loop = asyncio.new_event_loop()
<<<<<<< HEAD
        self._asked, self._served, self._known = self._begun()
=======
        self._asked = 0
        self._begin()
>>>>>>> main

    def ask(self, content: bytes) -> int:
        """Give the status of the answer; secrets that open nothing any more are made anew.

        Raises:
            BadInput: No server would hand it on.
            AssertionError: The application has no answer but that it failed.
        """
        self._asked += 1
        if self._asked > FRESH:
            self._served.close()
            self._asked, self._served, self._known = self._begun()
        status = self._loop.run_until_complete(asyncio.wait_for(self._answer(self._filled(content)), SOON_S))
        if status == 401 and b"{" in content:  # the request before may have ended the session
            self._known = self._served.secrets()
        assert status < 500 or status == 503, status
        return status

    def _begun(self) -> tuple[int, Served, Mapping[str, str]]:
        served = self._build()
        return 0, served, served.secrets()

    def _filled(self, content: bytes) -> bytes:
        for name, secret in self._known.items():
            content = content.replace(f"{{{name}}}".encode(), secret.encode())
        return content

    async def _answer(self, content: bytes) -> int:
        scope, body = _read(content)
        scope["headers"] += self._served.sign(scope, body)
        parts: list[dict[str, Any]] = [
            {"type": "http.request", "body": body, "more_body": False},
            {"type": "http.disconnect"},
        ]
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            return parts.pop(0) if len(parts) > 1 else parts[0]

        async def send(part: MutableMapping[str, Any]) -> None:
            if part["type"] == "http.response.start":
                statuses.append(part["status"])

        await self._served.app(scope, receive, send)
        return statuses[0]


def _read(content: bytes) -> tuple[dict[str, Any], bytes]:
    head, _, body = content.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    method, _, target = first.partition(b" ")
    headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    if method not in METHODS or not TARGET.fullmatch(target):
        raise BadInput("no first line of a request")
    if not all(NAME.fullmatch(name) and VALUE.fullmatch(value) for name, value in headers):
        raise BadInput("no head of a request")
    path, _, query = target.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method.decode(),
        "scheme": "http",
        "path": unquote(path.decode()),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"office.local"), *headers],
        "client": ("127.0.0.1", 40_000),
        "server": ("127.0.0.1", 8_080),
    }, body
