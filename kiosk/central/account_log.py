"""What was done by and to central's accounts: events in a chain of hashes, like the offices' own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from kiosk.errors import LogBroken

if TYPE_CHECKING:
    from kiosk.central.session import Session
    from kiosk.lib.units import WallMs

FIRST_PREV_HASH = "0" * 64

CONSOLE = "console"
"""Who works on the server itself."""


class AccountEvent(msgspec.Struct, frozen=True):
    """One thing that happened; field order is alphabetical, as in the bytes that are hashed.

    Attributes:
        about: An account's or an office's id, with what was given to it; never a password.
        actor: An account, or `CONSOLE`.
        at: UTC in milliseconds.
        prev_hash: SHA-256 (hex) of the event before, 64 zeros for the first.
    """

    about: str
    actor: str
    at: int
    kind: str
    prev_hash: str
    seq: int


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be noted."""

    kind: str
    actor: str
    about: str = ""


def note(session: Session, happened: Happening, now: WallMs) -> None:
    """Add an event, in the same transaction as what it tells of."""
    found = session.rows("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1")
    seq, before = found[0] if found else (0, FIRST_PREV_HASH)
    event = AccountEvent(happened.about, happened.actor, now, happened.kind, before, seq + 1)
    body = msgspec.json.encode(event)
    session.run(
        "INSERT INTO audit_event (seq, body, hash) VALUES (?, ?, ?)",
        (event.seq, body, hashlib.sha256(body).hexdigest()),
    )


def latest(session: Session, limit: int) -> list[AccountEvent]:
    """Give the latest events, newest first."""
    found = session.rows("SELECT body FROM audit_event ORDER BY seq DESC LIMIT ?", (limit,))
    return [msgspec.json.decode(body, type=AccountEvent) for (body,) in found]


def check(session: Session) -> int:
    """Check every hash and every link; gives how many events there are.

    Raises:
        LogBroken: The first bad place.
    """
    before, expected = FIRST_PREV_HASH, 0
    for seq, body, digest in session.rows("SELECT seq, body, hash FROM audit_event ORDER BY seq"):
        expected += 1
        event = msgspec.json.decode(body, type=AccountEvent)
        if (seq, event.seq, event.prev_hash) != (expected, expected, before):
            raise LogBroken(f"the accounts' log: event {expected} does not link to the one before it")
        if hashlib.sha256(body).hexdigest() != digest:
            raise LogBroken(f"the accounts' log: event {expected} does not have its hash")
        before = digest
    return expected
