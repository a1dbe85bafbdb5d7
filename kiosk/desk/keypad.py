"""The desk's side of a numeric keypad: one counter, worked by whoever gave a PIN there."""

from __future__ import annotations

import asyncio
import re
import uuid
from typing import TYPE_CHECKING

from kiosk.desk.accounts import IDLE_MS, WRONG, Role
from kiosk.desk.caller import Caller
from kiosk.domain import commands as c
from kiosk.domain.ids import CommandId, officer_actor
from kiosk.domain.keypad import Act
from kiosk.domain.ticket import State
from kiosk.errors import IllegalMove, NotSignedIn
from kiosk.lib.units import NS_PER_MS

if TYPE_CHECKING:
    from kiosk.desk.account_keeping import AccountKeeper
    from kiosk.desk.accounts import Account, Accounts
    from kiosk.desk.answers import Answer
    from kiosk.desk.lockout import Lockout
    from kiosk.desk.service import Desk
    from kiosk.domain.ids import CounterNo
    from kiosk.domain.snapshot_views import CounterView
    from kiosk.lib.clock import Clock

NUMBER = re.compile(r"0*(\d+)$")
"""An officer's number is the end of the id: 1 or 01 is ``cb-01``."""


class KeypadSeat:
    """The keypad's counter and its officer. Belongs to the desk's loop; a restart asks for the PIN again."""

    def __init__(
        self,
        desk: Desk,
        accounts: Accounts,
        lockout: Lockout,
        keeper: AccountKeeper,
        clock: Clock,
        *,
        counter: CounterNo,
    ) -> None:
        self._desk = desk
        self._accounts = accounts
        self._lockout = lockout
        self._keeper = keeper
        self._clock = clock
        self._counter = counter
        self._caller: Caller | None = None
        self._last_ms = 0

    async def sign_in(self, number: str, pin: str) -> Answer:
        """Sit an officer down by number and PIN.

        Raises:
            NotSignedIn: They do not fit, or the number is nobody's or more than one officer's.
            CommandRefused: The account waits for wrong PINs, or the counter is taken.
        """
        account = self._officer_of(number)
        if account is None:
            raise NotSignedIn(WRONG)
        self._lockout.refuse_locked(account.officer)
        try:
            await asyncio.to_thread(self._accounts.check, self._accounts.stored_hash(account.officer), pin)
        except NotSignedIn:
            if self._lockout.failed(account.officer):
                self._keeper.note_locked(account.officer)
            raise
        self._lockout.forgive(account.officer)
        caller = Caller(officer_actor(account.officer), account.officer, account.role)
        answer = self._desk.handle(c.SignIn(*self._new(), self._counter), caller)
        self._caller, self._last_ms = caller, self._now_ms()
        return answer

    async def act(self, act: Act) -> Answer:
        """Do what a key asks for.

        Raises:
            NotSignedIn: Nobody gave a PIN, or nothing was pressed for so long that they have gone.
            CommandRefused: The queue's rules do not allow it now.
        """
        caller = self._caller
        view = self._view()
        idle = self._now_ms() - self._last_ms > IDLE_MS
        if caller is None or idle or view.officer != caller.officer:
            self._caller = None
            raise NotSignedIn("type your number and PIN first")
        self._last_ms = self._now_ms()
        answer = await self._desk.submit(self._command(act, view), caller)
        if act is Act.LEAVE:
            self._caller = None
        return answer

    def _command(self, act: Act, view: CounterView) -> c.Command:
        new = self._new()
        if act is Act.NEXT:
            return c.CallNext(*new, self._counter)
        if act is Act.LEAVE:
            return c.SignOut(*new, self._counter)
        ticket = view.ticket
        if ticket is None:
            raise IllegalMove(f"nobody is at counter {self._counter}", code="not_called")
        on = (*new, ticket.ticket, ticket.version)
        match act:
            case Act.RECALL:
                return c.Recall(*on)
            case Act.ABSENT:
                return c.MarkAbsent(*on)
            case Act.GO_ON:
                return c.Start(*on) if ticket.state is State.CALLED else c.Finish(*on)

    def _officer_of(self, number: str) -> Account | None:
        wanted = NUMBER.search(number)
        found = [
            account
            for account in self._accounts.all()
            if wanted is not None
            and not account.disabled
            and account.role is not Role.TECHNICIAN
            and (ends := NUMBER.search(account.officer)) is not None
            and ends[1] == wanted[1]
        ]
        return found[0] if len(found) == 1 else None

    def _view(self) -> CounterView:
        counters = self._desk.snapshot().counters
        return next(view for view in counters if view.number == self._counter)

    def _new(self) -> tuple[CommandId, c.Issued]:
        return CommandId(str(uuid.uuid4())), c.Issued(self._clock.boot(), self._now_ms())

    def _now_ms(self) -> int:
        return self._clock.boot_ns() // NS_PER_MS
