"""What a page asks about who sits before it: sign-in, the PIN again, sign-out."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from kiosk.desk.account_keeping import AccountKeeper
from kiosk.desk.accounts import SESSION_MS, Role
from kiosk.desk.caller import CLOCKWORK
from kiosk.desk.days import clock_is_plausible, to_local
from kiosk.domain.commands import AskHandover, Issued, SignIn, SignOut
from kiosk.domain.ids import CommandId, CounterNo, OfficerId
from kiosk.errors import CommandRefused, KioskError, NotAllowed, NotSignedIn
from kiosk.lib.units import MS_PER_S
from kiosk.web.guard import SESSION_COOKIE, Visitor, read_form, refuse_foreign, refuse_without_right, visitor

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts, Session
    from kiosk.desk.lockout import Lockout
    from kiosk.desk.service import Desk
    from kiosk.domain.ids import DayId
    from kiosk.lib.clock import Clock

PIN_CHECKS_AT_ONCE = 1
"""Each takes 64 MiB on purpose (argon2id, RFC 9106's second choice); a Raspberry Pi has room for few."""

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class SignInForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who sits down where.

    Attributes:
        counter: None for a supervisor who sits at none.
        handover: Ask whoever sits there for the seat.
    """

    officer: Word
    pin: Word
    counter: int | None = None
    handover: bool = False


class PinForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The PIN again."""

    pin: Word


class Sessions:
    """Whose session a request belongs to, and the routes that begin and end one. Belongs to the desk's loop."""

    def __init__(self, desk: Desk, accounts: Accounts, lockout: Lockout, clock: Clock) -> None:
        self._desk = desk
        self._accounts = accounts
        self._lockout = lockout
        self._clock = clock
        self._pin_checks = asyncio.Semaphore(PIN_CHECKS_AT_ONCE)
        self._keeper = AccountKeeper(
            accounts, lockout, lambda change, event: desk.keep(change, event, CLOCKWORK)
        )
        self._day = self._open_day()
        self._end_with_the_day()
        desk.on_change.append(self._day_may_have_turned)

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/api/session", self.sign_in, methods=["POST"]),
            Route("/api/session", self.who_am_i, methods=["GET"]),
            Route("/api/session", self.confirm, methods=["PUT"]),
            Route("/api/session", self.sign_out, methods=["DELETE"]),
            Route("/api/session/active", self.active, methods=["POST"]),
        ]

    def of(self, request: Request) -> Visitor:
        """Find out who asks.

        Raises:
            NotSignedIn: Nobody who is signed in.
        """
        return self.known(request.cookies.get(SESSION_COOKIE))

    def known(self, token: str | None) -> Visitor:
        """Find out whose session a cookie's value is.

        Raises:
            NotSignedIn: It is nobody's, or the session has ended.
        """
        return visitor(token, self._accounts, self._clock)

    def acting(self, request: Request) -> Visitor:
        """Find out who asks for something to be done, and note that they are there.

        Raises:
            NotSignedIn: Nobody who is signed in.
            CommandRefused: They must give their PIN again, since lunch is over.
        """
        who = self.of(request)
        if self.must_confirm(who.session):
            raise CommandRefused("give your PIN again after the break", code="confirm_pin")
        self._accounts.touch(who.token, self._clock.wall())
        return who

    def must_confirm(self, session: Session) -> bool:
        """Tell whether the day's break has ended since the officer last gave the PIN before it."""
        wall, zone = self._clock.wall(), self._desk.config.office.timezone
        if not clock_is_plausible(wall, None):
            return False
        lunch = self._desk.config.office_calendar.break_before(to_local(wall, zone))
        return lunch is not None and to_local(session.confirmed_at, zone) < lunch

    async def sign_in(self, request: Request) -> Response:
        """Check a PIN, sit the officer down, hand out the session's cookie."""
        refuse_foreign(request)
        form = await read_form(request, SignInForm)
        officer = OfficerId(form.officer.strip())
        await self._check_pin(officer, form.pin)
        token = self._accounts.begin_session(officer, self._clock.wall(), self._open_day())
        try:
            self._take_place(self.known(token), form)
        except KioskError:
            self._accounts.end_session(token)
            raise
        response = self._about(self.known(token))
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
        return self._about(self.of(request))

    async def confirm(self, request: Request) -> Response:
        """Take the PIN again, after a break."""
        refuse_foreign(request)
        who = self.of(request)
        form = await read_form(request, PinForm)
        await self._check_pin(who.session.account.officer, form.pin)
        self._accounts.confirm(who.token, self._clock.wall())
        return self._about(self.known(who.token))

    async def active(self, request: Request) -> Response:
        """Note that somebody moves something before this page."""
        refuse_foreign(request)
        self.acting(request)
        return Response(status_code=204)

    async def sign_out(self, request: Request) -> Response:
        """Leave the counter, then end the session."""
        refuse_foreign(request)
        who = self.of(request)
        if who.session.counter is not None and self._desk.snapshot().day_open:
            self._desk.handle(SignOut(*self._new_command(), who.session.counter), who.caller)
        self._accounts.end_session(who.token)
        response = Response(status_code=204)
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
        return response

    async def hash_pin(self, pin: str) -> str:
        """Give a PIN's hash, off the loop and one at a time.

        Raises:
            BadInput: It is too short.
        """
        async with self._pin_checks:
            return await asyncio.to_thread(self._accounts.hash, pin)

    async def _check_pin(self, officer: OfficerId, pin: str) -> None:
        async with self._pin_checks:
            self._lockout.refuse_locked(officer)
            stored = self._accounts.stored_hash(officer)
            try:
                await asyncio.to_thread(self._accounts.check, stored, pin)
            except NotSignedIn:
                if stored is not None and self._lockout.failed(officer):
                    self._keeper.note_locked(officer)
                raise
            self._lockout.forgive(officer)

    def _take_place(self, who: Visitor, form: SignInForm) -> None:
        """Take a counter; on a closed day only note it, so that the day can be opened from there."""
        role = who.session.account.role
        if form.counter is None:
            if role is not Role.SUPERVISOR:
                raise NotAllowed(f"the role {role} signs in at a counter")
            return
        counter = CounterNo(form.counter)
        command = (AskHandover if form.handover else SignIn)(*self._new_command(), counter)
        refuse_without_right(who.session, command)
        if self._desk.snapshot().day_open:
            self._desk.handle(command, who.caller)
        self._accounts.sit_down(who.token, counter)

    def _about(self, who: Visitor) -> Response:
        account = who.session.account
        about = {
            "officer": account.officer,
            "role": account.role,
            "counter": who.session.counter,
            "must_confirm": self.must_confirm(who.session),
        }
        return Response(msgspec.json.encode(about), media_type="application/json")

    def _new_command(self) -> tuple[CommandId, Issued]:
        time = self._desk.snapshot().time
        return CommandId(str(uuid.uuid4())), Issued(time.boot, time.boot_ms)

    def _day_may_have_turned(self) -> None:
        if self._open_day() != self._day:
            # After all that this turn of the loop brings: a day that turns keeps its officers' seats.
            asyncio.get_running_loop().call_soon(self._end_with_the_day)

    def _end_with_the_day(self) -> None:
        self._day = self._open_day()
        self._accounts.end_sessions_of_other_days(self._day, self._desk.seated())

    def _open_day(self) -> DayId | None:
        return self._desk.open_day()
