"""The technician's door on the kiosk's screen: a PIN, guessed slowly, and what may be done behind it."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from kiosk.desk.accounts import Role
from kiosk.desk.wire import write_refusal
from kiosk.errors import BadInput, CommandRefused, KioskError, NotSignedIn
from kiosk.lib.json_text import read_json
from kiosk.lib.units import MS_PER_S, NS_PER_MS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts
    from kiosk.lib.clock import Clock

    Act = Callable[[str], Awaitable[dict[str, Any]]]
    """Does one thing with what was shown to the camera, if anything, and tells what came of it.

    On the desk's loop; raises a KioskError that says why not.
    """

OPEN_MS = 600 * MS_PER_S
"""Ten minutes: a visit of the technician; whoever forgets to close it leaves it open no longer."""

FIRST_WAIT_MS = 10 * MS_PER_S
LONGEST_WAIT_MS = 900 * MS_PER_S
"""Doubled at each wrong PIN: the screen stands in a public room, and a PIN may have four digits."""


class Entry(msgspec.Struct, frozen=True):
    """A PIN, or the key that it gave, with what was shown to the camera for the act."""

    pin: str = ""
    key: str = ""
    shown: str = ""


class TechnicianDoor:
    """Lets technicians in. Belongs to the desk's loop."""

    def __init__(self, accounts: Accounts, clock: Clock, acts: Mapping[str, Act]) -> None:
        """Hang the door.

        Args:
            acts: What may be done behind it, by the name that the screen calls it by.
        """
        self._accounts = accounts
        self._clock = clock
        self._acts = acts
        self._key: tuple[str, int] | None = None
        self._wrong = 0
        self._shut_until_ms = 0

    async def enter(self, pin: str) -> str:
        """Give a key for a technician's PIN.

        Raises:
            CommandRefused: Too many wrong ones came before; the door opens later.
            NotSignedIn: It is no technician's.
        """
        if self._now_ms() < self._shut_until_ms:
            raise CommandRefused("too many wrong PINs; wait, then try again", code="locked")
        wait_ms = min(LONGEST_WAIT_MS, FIRST_WAIT_MS << self._wrong)
        # Shut while a PIN is checked, too: many guesses sent together are one.
        self._shut_until_ms = self._now_ms() + wait_ms
        self._wrong += 1
        technicians = [one.officer for one in self._accounts.all() if one.role is Role.TECHNICIAN]
        for officer in technicians:
            stored = self._accounts.stored_hash(officer)
            if await asyncio.to_thread(self._fits, stored, pin):
                self._wrong = self._shut_until_ms = 0
                key = secrets.token_urlsafe(32)
                self._key = (key, self._now_ms() + OPEN_MS)
                return key
        raise NotSignedIn("no technician has this PIN")

    async def do(self, name: str, key: str, shown: str = "") -> dict[str, Any]:
        """Do one of the acts, and tell what came of it.

        Raises:
            NotSignedIn: The key is wrong, or too old.
            BadInput: There is no such act.
            KioskError: As the act says.
        """
        self._demand(key)
        if name not in self._acts:
            raise BadInput(f"the technician can do {', '.join(self._acts)}; {name!r} is none of these")
        return await self._acts[name](shown)

    def routes(self) -> list[Route]:
        """List the routes of the screen's socket."""

        async def enter(request: Request) -> Response:
            return await _answered(request, lambda entry: self._entered(entry.pin))

        async def do(request: Request) -> Response:
            name = request.path_params["act"]
            return await _answered(request, lambda entry: self.do(name, entry.key, entry.shown))

        return [
            Route("/v1/technician", enter, methods=["POST"]),
            Route("/v1/technician/{act}", do, methods=["POST"]),
        ]

    async def _entered(self, pin: str) -> dict[str, Any]:
        return {"key": await self.enter(pin)}

    def _demand(self, key: str) -> None:
        known = self._key
        fits = known is not None and secrets.compare_digest(known[0].encode(), key.encode())
        if known is None or not fits or self._now_ms() >= known[1]:
            raise NotSignedIn("enter the PIN again")

    def _fits(self, stored: str | None, pin: str) -> bool:
        try:
            self._accounts.check(stored, pin)
        except NotSignedIn:
            return False
        return True

    def _now_ms(self) -> int:
        return self._clock.boot_ns() // NS_PER_MS


async def _answered(request: Request, act: Callable[[Entry], Awaitable[dict[str, Any]]]) -> Response:
    try:
        entry = read_json(await request.body(), Entry, "a PIN or a key")
        content, status = msgspec.json.encode(await act(entry)), 200
    except KioskError as error:
        status, content = write_refusal(error)
    return Response(content, status, media_type="application/json")
