"""Who may ask what: the request's origin, the session behind it, the role's rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from kiosk.desk.accounts import Role, Session
from kiosk.desk.caller import Caller
from kiosk.domain import commands as c
from kiosk.domain.ids import officer_actor
from kiosk.errors import BadInput, NotAllowed, NotSignedIn
from kiosk.lib.json_text import read_json

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts
    from kiosk.lib.clock import Clock

SESSION_COOKIE = "kiosk_session"

GUARD_HEADER = "X-Requested-With"
GUARD_VALUE = "kiosk"
"""A page of another origin cannot send this header without asking first, and nobody here says yes."""

LARGEST_FORM_BYTES = 1_024

Form = TypeVar("Form", bound=msgspec.Struct)

SUPERVISORS_ONLY = (c.OpenDay, c.CloseDay, c.FreeCounter, *c.SUPERVISOR_COMMANDS)

RIGHTS: dict[Role, frozenset[type[c.Command]]] = {
    Role.OFFICER: frozenset(set(c.OFFICER_COMMANDS) - set(SUPERVISORS_ONLY)),
    Role.SUPERVISOR: frozenset(c.OFFICER_COMMANDS),
    Role.TECHNICIAN: frozenset(),
}
"""Which commands each role may give; a technician looks after the machine and serves nobody."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A request's signed-in sender, with the secret that proves it."""

    token: str
    session: Session

    @property
    def caller(self) -> Caller:
        """The sender as the desk knows it."""
        account = self.session.account
        return Caller(officer_actor(account.officer), account.officer, account.role)


def visitor(token: str | None, accounts: Accounts, clock: Clock) -> Visitor:
    """Find out whose session a cookie's value is; None where the request has no cookie.

    Raises:
        NotSignedIn: It is nobody's, or the session has ended.
    """
    if token is None:
        raise NotSignedIn("sign in first")
    return Visitor(token, accounts.session(token, clock.wall()))


def refuse_foreign(request: Request) -> None:
    """Refuse a request that another site's page made this browser send.

    Raises:
        NotAllowed: It does not come from one of our own pages.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host")
    if request.headers.get(GUARD_HEADER) != GUARD_VALUE or site != "same-origin" or foreign:
        raise NotAllowed(f"only this desk's own pages may ask that; they send {GUARD_HEADER}: {GUARD_VALUE}")


def refuse_but(session: Session, *roles: Role) -> None:
    """Refuse everybody who has none of these roles.

    Raises:
        NotAllowed: The sender has none.
    """
    role = session.account.role
    if role not in roles:
        raise NotAllowed(f"the role {role} may not do that; {' or '.join(roles)} may")


def refuse_without_right(session: Session, command: c.Command) -> None:
    """Refuse a command that the sender's role or counter does not allow.

    Raises:
        NotAllowed: The role may not give it, or it is about another counter.
    """
    role = session.account.role
    if type(command) not in RIGHTS[role]:
        raise NotAllowed(f"the role {role} may not give {type(command).__name__}")
    match command:
        case c.SignIn(counter=counter):
            elsewhere = session.counter is not None and counter != session.counter
        case c.AskHandover(counter=counter):
            elsewhere = session.counter not in {None, counter}
        case (
            c.SignOut(counter=counter)
            | c.PauseCounter(counter=counter)
            | c.EndPause(counter=counter)
            | c.HandOver(counter=counter)
            | c.CallNext(counter=counter)
            | c.CallTicket(counter=counter)
        ):
            elsewhere = counter != session.counter
        case c.Resume(counter=int(counter)):
            elsewhere = counter != session.counter
        case _:
            elsewhere = False
    if elsewhere:
        raise NotAllowed(f"this session works at counter {session.counter}; sign out there first")


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """Read a request's body, and stop reading where it gets too long.

    Raises:
        BadInput: It has more than ``limit_bytes``.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit_bytes:
            raise BadInput(f"a request has at most {limit_bytes} bytes")
    return bytes(body)


async def read_form(request: Request, form: type[Form], limit_bytes: int = LARGEST_FORM_BYTES) -> Form:
    """Read a JSON body into its type.

    Raises:
        BadInput: It is none, or too long.
    """
    return read_json(await read_body(request, limit_bytes), form, f"a {form.__name__}")
