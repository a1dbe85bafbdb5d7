"""The officers' pages as HTML: sign-in and counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk import __version__
from kiosk.desk.accounts import Role
from kiosk.domain.commands import OpenDay
from kiosk.domain.reasons import explain, known_reasons
from kiosk.errors import NotSignedIn
from kiosk.web.guard import RIGHTS, SESSION_COOKIE, refuse_but, visitor

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts, Session
    from kiosk.desk.service import Desk
    from kiosk.domain.ids import CounterNo
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
            Route("/hall", self.hall),
            Route("/accounts", self.accounts),
            Route("/health", self.health),
        ]

    async def sign_in(self, request: Request) -> Response:
        """Ask who sits down where; send on whoever has done so."""
        session = self._session(request)
        if session is not None and self._is_in_office(session.counter):
            return RedirectResponse("/counter", 303)
        if session is not None and session.account.role is Role.SUPERVISOR:
            return RedirectResponse("/hall", 303)
        accounts, snapshot = self._accounts.all(), self._desk.snapshot()
        return self._drawing.page(
            "sign_in.html",
            accounts=accounts,
            names={account.officer: account.name for account in accounts},
            counters=snapshot.counters,
            field_names={field.code: field.name_vi for field in self._desk.config.field},
            unserved=[
                {"name": field.name_vi, "waiting": field.waiting}
                for field in snapshot.fields
                if snapshot.day_open and not field.open_counters
            ],
        )

    async def counter(self, request: Request) -> Response:
        """Show the console of the session's counter."""
        session = self._session(request)
        if session is None or not self._is_in_office(session.counter):
            return RedirectResponse("/", 303)
        return self._drawing.page(
            "counter.html",
            account=session.account,
            counter=session.counter,
            may_open_day=OpenDay in RIGHTS[session.account.role],
            answer_ms=self._desk.config.queue_policy.plain_answer_ms,
            pictures=self._desk.config.face.officer_picture,
            supervises=session.account.role is Role.SUPERVISOR,
            office_json=msgspec.json.encode(self._office_words()).decode(),
        )

    async def hall(self, request: Request) -> Response:
        """Show a supervisor the whole hall."""
        return self._supervisors_page(request, "hall.html")

    async def accounts(self, request: Request) -> Response:
        """Show a supervisor the officers' accounts."""
        return self._supervisors_page(request, "accounts.html")

    async def health(self, _request: Request) -> Response:
        """Tell a watcher that the desk answers."""
        body = {"status": "ok", "version": __version__, "seq": self._desk.snapshot().seq}
        return Response(msgspec.json.encode(body), media_type="application/json")

    def _office_words(self) -> dict[str, dict[str, str]]:
        """Give what the desk's ids and codes are called here: officers, priority groups, reasons of calls."""
        policy = self._desk.config.queue_policy
        groups = {group.code: group.name_vi for group in policy.priority_groups}
        return {
            "names": {account.officer: account.name for account in self._accounts.all()},
            "groups": groups,
            "reasons": {reason: explain(reason, policy)[0] for reason in known_reasons(policy)},
        }

    def _supervisors_page(self, request: Request, template: str) -> Response:
        session = self._session(request)
        if session is None:
            return RedirectResponse("/", 303)
        refuse_but(session, Role.SUPERVISOR)
        return self._drawing.page(
            template,
            account=session.account,
            counter=session.counter,
            office_json=msgspec.json.encode(self._office_words()).decode(),
        )

    def _session(self, request: Request) -> Session | None:
        """Find the request's session; None without one."""
        try:
            return visitor(request.cookies.get(SESSION_COOKIE), self._accounts, self._clock).session
        except NotSignedIn:
            return None

    def _is_in_office(self, counter: CounterNo | None) -> bool:
        return any(counter == known.number for known in self._desk.config.counter)
