"""The officers' pages as HTML: sign-in and counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk import __version__
from kiosk.domain.commands import OpenDay
from kiosk.errors import NotSignedIn
from kiosk.web.guard import RIGHTS, SESSION_COOKIE, visitor

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts, Session
    from kiosk.desk.service import Desk
    from kiosk.lib.clock import Clock
    from kiosk.web.drawing import Drawing


class Pages:
    """Routes that answer with a page. Belongs to the desk's loop."""

    def __init__(self, desk: Desk, accounts: Accounts, clock: Clock, drawing: Drawing) -> None:
        self._desk = desk
        self._accounts = accounts
        self._clock = clock
        self._drawing = drawing

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/", self.sign_in),
            Route("/counter", self.counter),
            Route("/health", self.health),
        ]

    async def sign_in(self, request: Request) -> Response:
        """Ask who sits down where; send on whoever has done so."""
        if self._session_at_counter(request) is not None:
            return RedirectResponse("/counter", 303)
        return self._drawing.page(
            "sign_in.html",
            accounts=self._accounts.all(),
            counters=self._desk.snapshot().counters,
            field_names={field.code: field.name_vi for field in self._desk.config.field},
        )

    async def counter(self, request: Request) -> Response:
        """Show the console of the session's counter."""
        session = self._session_at_counter(request)
        if session is None:
            return RedirectResponse("/", 303)
        names = {account.officer: account.name for account in self._accounts.all()}
        return self._drawing.page(
            "counter.html",
            account=session.account,
            counter=session.counter,
            may_open_day=OpenDay in RIGHTS[session.account.role],
            names_json=msgspec.json.encode(names).decode(),
        )

    async def health(self, _request: Request) -> Response:
        """Tell a watcher that the desk answers."""
        body = {"status": "ok", "version": __version__, "seq": self._desk.snapshot().seq}
        return Response(msgspec.json.encode(body), media_type="application/json")

    def _session_at_counter(self, request: Request) -> Session | None:
        """Find the request's session; None without one, or where its counter is no longer in the office."""
        try:
            session = visitor(request.cookies.get(SESSION_COOKIE), self._accounts, self._clock).session
        except NotSignedIn:
            return None
        numbers = {counter.number for counter in self._desk.config.counter}
        return session if session.counter in numbers else None
