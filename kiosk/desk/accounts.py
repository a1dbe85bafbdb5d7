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
from kiosk.errors import BadInput, CommandRefused, NotSignedIn
from kiosk.lib.units import WallMs
from kiosk.store.database import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from kiosk.domain.ids import DayId

SESSION_MS = 12 * 3600 * 1000
"""A working day with lunch; nobody stays signed in over night."""

IDLE_MS = 3 * 3600 * 1000
"""Longer than lunch, after which the PIN is asked for anyway; who touches nothing for so long has gone."""

TOUCH_MS = 60_000
"""How exactly idleness is noted: more would be a write to the disk for every click."""

SHORTEST_PIN = 4
LONGEST_NAME = 64
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
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in officer, at a counter or not.

    Attributes:
        confirmed_at: When the PIN was last given, UTC.
    """

    account: Account
    counter: CounterNo | None
    confirmed_at: WallMs


class Accounts:
    """Accounts in the desk's database; used by the connection's own thread only.

    Every method that writes raises DiskFull where there is no room; nothing has changed then.

    Attributes:
        conn: The connection.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn
        self._hasher = PasswordHasher()

    def hash(self, pin: str) -> str:
        """Give a PIN's argon2id hash; takes tens of milliseconds on purpose, so call it off the loop.

        Raises:
            BadInput: It is too short.
        """
        if len(pin) < SHORTEST_PIN:
            raise BadInput(f"a PIN needs at least {SHORTEST_PIN} characters")
        return self._hasher.hash(pin)

    def add(self, officer: OfficerId, name: str, role: Role, pin: str) -> None:
        """Add an account, or replace the name, role and PIN of one.

        Raises:
            BadInput: The PIN is too short or the id is empty.
        """
        self.put(officer, name, role, self.hash(pin))

    def put(self, officer: OfficerId, name: str, role: Role, pin_hash: str) -> None:
        """As :meth:`add`, with a PIN that is hashed already; sessions of before end."""
        if not officer:
            raise BadInput("an officer needs an id, such as cb-01")
        with transaction(self.conn):
            self._write(
                "INSERT INTO account (officer, name, role, pin_hash) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (officer) DO UPDATE SET name = excluded.name, role = excluded.role,"
                " pin_hash = excluded.pin_hash, disabled = 0",
                (officer, name, role, pin_hash),
            )
            self.end_sessions_of(officer)

    def set_pin(self, officer: OfficerId, pin_hash: str) -> None:
        """Give an officer another PIN; sessions of before end."""
        with transaction(self.conn):
            self._write("UPDATE account SET pin_hash = ? WHERE officer = ?", (pin_hash, officer))
            self.end_sessions_of(officer)

    def set_role(self, officer: OfficerId, role: Role) -> None:
        """Give an officer another role; sessions of before end."""
        with transaction(self.conn):
            self._write("UPDATE account SET role = ? WHERE officer = ?", (role, officer))
            self.end_sessions_of(officer)

    def set_disabled(self, officer: OfficerId, *, disabled: bool) -> None:
        """Shut an account, or open it again; the log's events keep naming its id."""
        with transaction(self.conn):
            self._write("UPDATE account SET disabled = ? WHERE officer = ?", (int(disabled), officer))
            self.end_sessions_of(officer)

    def all(self) -> list[Account]:
        """List the accounts by id, those that are shut among them."""
        rows = self.conn.execute("SELECT officer, name, role, disabled FROM account ORDER BY officer")
        return [_account(*row) for row in rows]

    def find(self, officer: str) -> Account:
        """Give one account.

        Raises:
            CommandRefused: There is none such.
        """
        found = next((account for account in self.all() if account.officer == officer), None)
        if found is None:
            raise CommandRefused(f"there is no account {officer!r}", code="unknown_account")
        return found

    def stored_hash(self, officer: str) -> str | None:
        """Give what :meth:`check` needs; None when there is no such officer, or the account is shut."""
        row = self.conn.execute(
            "SELECT pin_hash FROM account WHERE officer = ? AND NOT disabled", (officer,)
        ).fetchone()
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

    def begin_session(self, officer: str, now: WallMs, day: DayId | None = None) -> str:
        """Sign an officer in and give the session's secret; only its hash is kept.

        Args:
            day: The open day, with which the session ends; None where none is open.
        """
        token = secrets.token_urlsafe(32)
        self._write("DELETE FROM session WHERE expires_at < ?", (now,))
        self._write(
            "INSERT INTO session (token_hash, officer, expires_at, confirmed_at, active_at, day_id)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (_hash(token), officer, now + SESSION_MS, now, now, day),
        )
        return token

    def session(self, token: str, now: WallMs) -> Session:
        """Find a session by its secret.

        Raises:
            NotSignedIn: There is none, or it has ended.
        """
        row = self.conn.execute(
            "SELECT officer, name, role, disabled, counter, confirmed_at FROM session JOIN account USING (officer)"
            " WHERE token_hash = ? AND expires_at >= ? AND active_at + ? >= ?",
            (_hash(token), now, IDLE_MS, now),
        ).fetchone()
        if row is None:
            raise NotSignedIn("sign in first")
        *account, counter, confirmed_at = row
        number = CounterNo(counter) if counter is not None else None
        return Session(_account(*account), number, WallMs(confirmed_at))

    def touch(self, token: str, now: WallMs) -> None:
        """Note that a session's officer is there, as exactly as `TOUCH_MS` says."""
        stale = self.conn.execute(
            "SELECT 1 FROM session WHERE token_hash = ? AND active_at + ? < ?", (_hash(token), TOUCH_MS, now)
        ).fetchone()
        if stale is not None:
            self._write("UPDATE session SET active_at = ? WHERE token_hash = ?", (now, _hash(token)))

    def confirm(self, token: str, now: WallMs) -> None:
        """Note that a session's officer gave the PIN again."""
        self._write(
            "UPDATE session SET confirmed_at = ?, active_at = ? WHERE token_hash = ?",
            (now, now, _hash(token)),
        )

    def sit_down(self, token: str, counter: CounterNo | None) -> None:
        """Note at which counter a session works."""
        self._write("UPDATE session SET counter = ? WHERE token_hash = ?", (counter, _hash(token)))

    def end_session(self, token: str) -> None:
        """Sign out; nothing happens when the session has ended."""
        self._write("DELETE FROM session WHERE token_hash = ?", (_hash(token),))

    def end_sessions_of(self, officer: OfficerId) -> None:
        """Sign an officer out everywhere."""
        self._write("DELETE FROM session WHERE officer = ?", (officer,))

    def end_sessions_of_other_days(self, day: DayId | None, seated: Collection[OfficerId]) -> None:
        """Sign out whoever signed in on a day that is over; who kept the seat goes on in the new day."""
        with transaction(self.conn):
            for officer in seated:
                self._write("UPDATE session SET day_id = ? WHERE officer = ?", (day, officer))
            self._write("DELETE FROM session WHERE day_id IS NOT NULL AND day_id IS NOT ?", (day,))

    def _write(self, statement: str, values: tuple[str | int | None, ...]) -> None:
        with transaction(self.conn):
            self.conn.execute(statement, values)


def _account(officer: str, name: str, role: str, disabled: int) -> Account:
    return Account(OfficerId(officer), name, Role(role), bool(disabled))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
