"""What the counter page asks of the desk: a session, commands, updates."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from kiosk.desk.accounts import SESSION_MS
from kiosk.desk.wire import LARGEST_COMMAND_BYTES, read_command
from kiosk.domain.commands import OFFICER_COMMANDS, Command, Issued, SignIn, SignOut
from kiosk.domain.ids import CommandId, CounterNo
from kiosk.errors import BadInput, KioskError, NotSignedIn
from kiosk.lib.units import MS_PER_S
from kiosk.web.guard import SESSION_COOKIE, Visitor, read_body, refuse_foreign, refuse_without_right, visitor
from kiosk.web.streams import push_snapshots

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts
    from kiosk.desk.live import Live
    from kiosk.desk.service import Desk
    from kiosk.lib.clock import Clock

LARGEST_SIGN_IN_BYTES = 1_024
PIN_CHECKS_AT_ONCE = 1
"""Each takes 64 MiB on purpose (argon2id, RFC 9106's second choice); a Raspberry Pi has room for few."""

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class SignInForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who sits down where."""

    officer: Word
    pin: Word
    counter: int


class OfficerApi:
    """Routes for signed-in officers. Belongs to the desk's loop."""

    def __init__(self, desk: Desk, live: Live, accounts: Accounts, clock: Clock) -> None:
        self._desk = desk
        self._live = live
        self._accounts = accounts
        self._clock = clock
        self._pin_checks = asyncio.Semaphore(PIN_CHECKS_AT_ONCE)

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/api/session", self.sign_in, methods=["POST"]),
            Route("/api/session", self.who_am_i, methods=["GET"]),
            Route("/api/session", self.sign_out, methods=["DELETE"]),
            Route("/api/commands", self.command, methods=["POST"]),
            Route("/api/updates", self.updates, methods=["GET"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        """Check a PIN, sit the officer down, hand out the session's cookie."""
        refuse_foreign(request)
        form = _read_sign_in(await read_body(request, LARGEST_SIGN_IN_BYTES))
        officer = form.officer.strip()
        stored = self._accounts.stored_hash(officer)
        async with self._pin_checks:
            await asyncio.to_thread(self._accounts.check, stored, form.pin)
        token = self._accounts.begin_session(officer, self._clock.wall())
        try:
            self._sit_down(token, CounterNo(form.counter))
        except KioskError:
            self._accounts.end_session(token)
            raise
        response = _json(_about(self._known(token)))
        response.set_cookie(
            SESSION_COOKIE,
            token,
            max_age=SESSION_MS // MS_PER_S,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    async def who_am_i(self, request: Request) -> Response:
        """Tell whose session this is; a page asks when its updates stop."""
        return _json(_about(self._visitor(request)))

    async def sign_out(self, request: Request) -> Response:
        """Leave the counter, then end the session."""
        refuse_foreign(request)
        who = self._visitor(request)
        if who.session.counter is not None and self._desk.snapshot().day_open:
            self._desk.handle(SignOut(*self._new_command(), who.session.counter), who.caller)
        self._accounts.end_session(who.token)
        response = Response(status_code=204)
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
        return response

    async def command(self, request: Request) -> Response:
        """Give the desk an officer's command."""
        refuse_foreign(request)
        who = self._visitor(request)
        command = read_command(await read_body(request, LARGEST_COMMAND_BYTES), OFFICER_COMMANDS)
        refuse_without_right(who.session, command)
        answer = await self._desk.submit(command, who.caller)
        self._note_counter(who.token, command)
        return _json(answer)

    async def updates(self, request: Request) -> Response:
        """Push the whole office to a signed-in officer."""
        token = self._visitor(request).token

        def still_signed_in() -> bool:
            try:
                self._known(token)
            except NotSignedIn:
                return False
            return True

        return push_snapshots(self._live, self._clock, still_signed_in)

    def _sit_down(self, token: str, counter: CounterNo) -> None:
        """Take a counter; on a closed day only note it, so that the day can be opened from there."""
        command = SignIn(*self._new_command(), counter)
        who = self._known(token)
        refuse_without_right(who.session, command)
        if self._desk.snapshot().day_open:
            self._desk.handle(command, who.caller)
        self._accounts.sit_down(token, counter)

    def _note_counter(self, token: str, command: Command) -> None:
        match command:
            case SignIn(counter=counter):
                self._accounts.sit_down(token, counter)
            case SignOut():
                self._accounts.sit_down(token, None)

    def _visitor(self, request: Request) -> Visitor:
        return self._known(request.cookies.get(SESSION_COOKIE))

    def _known(self, token: str | None) -> Visitor:
        return visitor(token, self._accounts, self._clock)

    def _new_command(self) -> tuple[CommandId, Issued]:
        time = self._desk.snapshot().time
        return CommandId(str(uuid.uuid4())), Issued(time.boot, time.boot_ms)


def _read_sign_in(raw: bytes) -> SignInForm:
    try:
        return msgspec.json.decode(raw, type=SignInForm)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadInput(f"not a sign-in: {error}") from error


def _about(who: Visitor) -> dict[str, object]:
    account = who.session.account
    return {"officer": account.officer, "role": account.role, "counter": who.session.counter}


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
