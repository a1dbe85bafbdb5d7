"""Who stands before central's pages: somebody with an account, or who brought the reader's token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from kiosk.central.accounts import SESSION_MS, Right, Role, Viewer
from kiosk.central.forms import read_form
from kiosk.central.guard import ReaderGate
from kiosk.central.scope import ALL
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kiosk.central.accounts import Accounts

COOKIE = "kiosk_central"
TOKEN_READER = Viewer("", (Right(Role.READER, ALL),))
"""Whoever has the token sees every office, and has no name."""


class Door:
    """Tells who somebody is, and lets them sign in and out."""

    def __init__(self, accounts: Accounts, reader_token: str | None) -> None:
        self._accounts = accounts
        self._gate = ReaderGate(reader_token) if reader_token else None

    async def viewer(self, request: Request) -> Viewer | None:
        """Give who asks; None for a stranger."""
        if self._gate is not None and self._gate.admits(request):
            return TOKEN_READER
        secret = request.cookies.get(COOKIE)
        return await run_in_threadpool(self._accounts.viewer, secret) if secret else None

    def bring_token(self, request: Request) -> Response | None:
        """Answer the right token in the address; None for another, or where there is none."""
        return self._gate.sign_in(request) if self._gate is not None else None

    async def sign_in(self, request: Request) -> Response:
        """Begin a session.

        Raises:
            BadInput: The form is too long.
            NotSignedIn: Unknown, wrong or locked.
        """
        form = await read_form(request)
        secret = await run_in_threadpool(
            self._accounts.sign_in, form.get("account", ""), form.get("password", "")
        )
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            COOKIE,
            secret,
            max_age=SESSION_MS // MS_PER_S,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    async def sign_out(self, request: Request) -> Response:
        """End a session."""
        secret = request.cookies.get(COOKIE)
        if secret:
            await run_in_threadpool(self._accounts.sign_out, secret)
        answer = RedirectResponse("/", status_code=303)
        answer.delete_cookie(COOKIE)
        return answer
