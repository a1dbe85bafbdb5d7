"""Who gives a command."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.desk.accounts import Role
from kiosk.domain.ids import SYSTEM, Actor, OfficerId
from kiosk.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Caller:
    """Who gives a command; ``officer`` is None for citizens and the clock, and ``role`` says nothing then."""

    actor: Actor
    officer: OfficerId | None = None
    role: Role = Role.OFFICER


CLOCKWORK = Caller(SYSTEM)


def officer_of(caller: Caller) -> OfficerId:
    """Give the officer.

    Raises:
        NotAllowed: It is none.
    """
    if caller.officer is None:
        raise NotAllowed("only an officer who is signed in may do that")
    return caller.officer


def supervisor_of(caller: Caller) -> OfficerId:
    """Give the officer who looks after the whole hall.

    Raises:
        NotAllowed: It is none.
    """
    officer = officer_of(caller)
    if caller.role is not Role.SUPERVISOR:
        raise NotAllowed(f"only a supervisor may do that, not the role {caller.role}")
    return officer
