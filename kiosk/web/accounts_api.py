"""Officers' accounts, as a supervisor keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from kiosk.desk.account_keeping import AccountKeeper
from kiosk.desk.accounts import Role
from kiosk.web.guard import read_form, refuse_but, refuse_foreign

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts
    from kiosk.desk.lockout import Lockout
    from kiosk.desk.service import Desk
    from kiosk.web.guard import Visitor
    from kiosk.web.session_api import Sessions

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class NewAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An officer who comes."""

    officer: Word
    name: Word
    role: Role
    pin: Word


class AccountChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes different; what is None stays.

    Attributes:
        unlock: End the wait after wrong PINs.
    """

    pin: Word | None = None
    role: Role | None = None
    disabled: bool | None = None
    unlock: bool = False


class AccountsApi:
    """Routes for supervisors. Belongs to the desk's loop."""

    def __init__(self, desk: Desk, accounts: Accounts, lockout: Lockout, sessions: Sessions) -> None:
        self._desk = desk
        self._accounts = accounts
        self._lockout = lockout
        self._sessions = sessions

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/api/accounts", self.all, methods=["GET"]),
            Route("/api/accounts", self.add, methods=["POST"]),
            Route("/api/accounts/{officer}", self.change, methods=["POST"]),
        ]

    async def all(self, request: Request) -> Response:
        """List the accounts, with the wait that wrong PINs have brought."""
        self._supervisor(request)
        return self._list()

    async def add(self, request: Request) -> Response:
        """Add an account."""
        refuse_foreign(request)
        keeper = self._keeper(self._supervisor(request))
        form = await read_form(request, NewAccount)
        keeper.add(form.officer, form.name, form.role, await self._sessions.hash_pin(form.pin))
        return self._list()

    async def change(self, request: Request) -> Response:
        """Give an account another PIN or role, shut it or open it, end its wait."""
        refuse_foreign(request)
        keeper = self._keeper(self._supervisor(request))
        officer = request.path_params["officer"]
        form = await read_form(request, AccountChange)
        if form.role is not None:
            keeper.set_role(officer, form.role)
        if form.pin is not None:
            keeper.set_pin(officer, await self._sessions.hash_pin(form.pin))
        if form.disabled is not None:
            keeper.set_disabled(officer, disabled=form.disabled)
        if form.unlock:
            keeper.unlock(officer)
        return self._list()

    def _supervisor(self, request: Request) -> Visitor:
        who = self._sessions.acting(request)
        refuse_but(who.session, Role.SUPERVISOR)
        return who

    def _keeper(self, who: Visitor) -> AccountKeeper:
        return AccountKeeper(
            self._accounts, self._lockout, lambda change, event: self._desk.keep(change, event, who.caller)
        )

    def _list(self) -> Response:
        rows = [
            {**msgspec.to_builtins(account), "wait_ms": self._lockout.wait_ms(account.officer)}
            for account in self._accounts.all()
        ]
        return Response(msgspec.json.encode(rows), media_type="application/json")
