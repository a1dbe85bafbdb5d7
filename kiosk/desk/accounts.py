"""Officers' accounts and sessions: what the log must not hold."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from kiosk.domain.ids import CounterNo, OfficerId
from kiosk.errors import BadInput, NotSignedIn
from kiosk.store.database import transaction

if TYPE_CHECKING:
    import sqlite3

    from kiosk.lib.units import WallMs

SESSION_MS = 12 * 3600 * 1000
"""A working day with lunch; nobody stays signed in over night."""

SHORTEST_PIN = 4
WRONG = "the officer's id or the PIN is wrong"


class Role(StrEnum):
    """What an officer may do."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class Account:
    """An officer as the pages know them; the name never leaves this office's pages."""

    officer: OfficerId
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in officer, at a counter or not yet."""

    account: Account
    counter: CounterNo | None


class Accounts:
    """Accounts in the desk's database; used by the connection's own thread only.

    Every method that writes raises DiskFull where there is no room; nothing has changed then.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._hasher = PasswordHasher()

    def add(self, officer: OfficerId, name: str, role: Role, pin: str) -> None:
        """Add an account, or replace the name, role and PIN of one.

        Raises:
            BadInput: The PIN is too short or the id is empty.
        """
        if len(pin) < SHORTEST_PIN:
            raise BadInput(f"a PIN needs at least {SHORTEST_PIN} characters")
        if not officer:
            raise BadInput("an officer needs an id, such as cb-01")
        self._write(
            "INSERT INTO account (officer, name, role, pin_hash) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (officer) DO UPDATE"
            " SET name = excluded.name, role = excluded.role, pin_hash = excluded.pin_hash",
            (officer, name, role, self._hasher.hash(pin)),
        )

    def all(self) -> list[Account]:
        """List the accounts by id."""
        rows = self._conn.execute("SELECT officer, name, role FROM account ORDER BY officer")
        return [Account(OfficerId(officer), name, Role(role)) for officer, name, role in rows]

    def stored_hash(self, officer: str) -> str | None:
        """Give what :meth:`check` needs; None when there is no such officer."""
        row = self._conn.execute("SELECT pin_hash FROM account WHERE officer = ?", (officer,)).fetchone()
        return str(row[0]) if row else None

    def check(self, stored: str | None, pin: str) -> None:
        """Compare a PIN with its hash; takes tens of milliseconds on purpose, so call it off the loop.

        Raises:
            NotSignedIn: They do not fit.
        """
        if stored is None:
            # As much work as for a known officer, so that both answers take as long.
            self._hasher.hash(pin)
            raise NotSignedIn(WRONG)
        try:
            self._hasher.verify(stored, pin)
        except VerificationError as error:
            raise NotSignedIn(WRONG) from error

    def begin_session(self, officer: str, now: WallMs) -> str:
        """Sign an officer in and give the session's secret; only its hash is kept."""
        token = secrets.token_urlsafe(32)
        self._write("DELETE FROM session WHERE expires_at < ?", (now,))
        self._write(
            "INSERT INTO session (token_hash, officer, expires_at) VALUES (?, ?, ?)",
            (_hash(token), officer, now + SESSION_MS),
        )
        return token

    def session(self, token: str, now: WallMs) -> Session:
        """Find a session by its secret.

        Raises:
            NotSignedIn: There is none, or it has ended.
        """
        row = self._conn.execute(
            "SELECT officer, name, role, counter FROM session JOIN account USING (officer)"
            " WHERE token_hash = ? AND expires_at >= ?",
            (_hash(token), now),
        ).fetchone()
        if row is None:
            raise NotSignedIn("sign in first")
        officer, name, role, counter = row
        account = Account(OfficerId(officer), name, Role(role))
        return Session(account, CounterNo(counter) if counter is not None else None)

    def sit_down(self, token: str, counter: CounterNo | None) -> None:
        """Note at which counter a session works."""
        self._write("UPDATE session SET counter = ? WHERE token_hash = ?", (counter, _hash(token)))

    def end_session(self, token: str) -> None:
        """Sign out; nothing happens when the session has ended."""
        self._write("DELETE FROM session WHERE token_hash = ?", (_hash(token),))

    def _write(self, statement: str, values: tuple[str | int | None, ...]) -> None:
        with transaction(self._conn):
            self._conn.execute(statement, values)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
