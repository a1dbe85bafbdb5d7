"""The pages as HTML: sign-in, counter, board, a citizen's ticket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from kiosk import __version__
from kiosk.desk.accounts import Role
from kiosk.domain.commands import OpenDay
from kiosk.domain.reasons import explain, known_reasons
from kiosk.errors import NotSignedIn
from kiosk.web.board_view import board_view
from kiosk.web.guard import RIGHTS, SESSION_COOKIE, refuse_but, visitor
from kiosk.web.streams import push_views
from kiosk.web.ticket_words import ticket_words

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.config import Config
    from kiosk.desk.accounts import Accounts, Session
    from kiosk.desk.live import Live
    from kiosk.desk.service import Desk
    from kiosk.domain.ids import CounterNo
    from kiosk.lib.clock import Clock

TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a slip's token may look like; all else is nobody's."""


class Pages:
    """Routes that answer with a page. Belongs to the desk's loop."""

    def __init__(self, desk: Desk, live: Live, accounts: Accounts, config: Config, clock: Clock) -> None:
        self._desk = desk
        self._live = live
        self._accounts = accounts
        self._config = config
        self._clock = clock
        self._templates = Environment(
            loader=PackageLoader("kiosk.web"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/", self.sign_in),
            Route("/counter", self.counter),
            Route("/hall", self.hall),
            Route("/accounts", self.accounts),
            Route("/board", self.board),
            Route("/board/updates", self.board_updates),
            Route("/t/{token}", self.ticket),
            Route("/fields.css", self.field_colours),
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
        return self.page(
            "sign_in.html",
            accounts=accounts,
            names={account.officer: account.name for account in accounts},
            counters=snapshot.counters,
            field_names={field.code: field.name_vi for field in self._config.field},
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
        return self.page(
            "counter.html",
            account=session.account,
            counter=session.counter,
            may_open_day=OpenDay in RIGHTS[session.account.role],
            answer_ms=self._config.queue_policy.plain_answer_ms,
            pictures=self._config.face.officer_picture,
            supervises=session.account.role is Role.SUPERVISOR,
            office_json=msgspec.json.encode(self._office_words()).decode(),
        )

    async def hall(self, request: Request) -> Response:
        """Show a supervisor the whole hall."""
        return self._supervisors_page(request, "hall.html")

    async def accounts(self, request: Request) -> Response:
        """Show a supervisor the officers' accounts."""
        return self._supervisors_page(request, "accounts.html")

    async def board(self, _request: Request) -> Response:
        """Show the hall's board."""
        return self.page("board.html", version=__version__)

    async def board_updates(self, _request: Request) -> Response:
        """Push what the hall may see."""
        timezone = self._config.office.timezone

        def view() -> object:
            return board_view(self._live.latest(), self._clock.wall(), timezone)

        return push_views(self._live, self._clock, view)

    async def ticket(self, request: Request) -> Response:
        """Show a citizen where their ticket stands; who has the slip may see it."""
        token = request.path_params["token"]
        ticket = self._desk.ticket_by_token(token) if TOKEN.fullmatch(token) else None
        if ticket is None:
            return self.page("no_ticket.html", status=404)
        field = self._config.catalogue.field(ticket.field)
        return self.page("ticket.html", ticket=ticket, field=field, words=ticket_words(ticket))

    async def field_colours(self, _request: Request) -> Response:
        """Give each field's colour as a class, since pages may hold no inline style."""
        rules = (f".field-{field.code}{{--field:{field.colour}}}\n" for field in self._config.field)
        return Response("".join(rules), media_type="text/css", headers={"Cache-Control": "no-cache"})

    async def health(self, _request: Request) -> Response:
        """Tell a watcher that the desk answers."""
        body = {"status": "ok", "version": __version__, "seq": self._desk.snapshot().seq}
        return Response(msgspec.json.encode(body), media_type="application/json")

    def _office_words(self) -> dict[str, dict[str, str]]:
        """Give what the desk's ids and codes are called here: officers, priority groups, reasons of calls."""
        policy = self._config.queue_policy
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
        return self.page(
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
        return any(counter == known.number for known in self._config.counter)

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Draw a template with the office's name."""
        html = self._templates.get_template(template).render(office_name=self._config.office.name, **values)
        return HTMLResponse(html, status)
