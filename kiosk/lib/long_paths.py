"""Addresses that are too long to be any of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LONGEST_PATH = 1_000
"""Characters; our own have below 200. A number of 4,300 digits would be a fault of Python's where a path holds one."""


class NoLongPaths:
    """Refuses with 414 what is asked of a path that no page of ours has."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and len(scope["path"]) > LONGEST_PATH:
            await PlainTextResponse("the address is too long\n", 414)(scope, receive, send)
            return
        await self._app(scope, receive, send)
