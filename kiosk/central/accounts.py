"""People's accounts at central: which role each has in which area, and how they sign in."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from kiosk.central import account_log, account_rows
from kiosk.central.account_log import CONSOLE, Happening
from kiosk.central.scope import ALL, AREA_FORM, Scope
from kiosk.config_section import Name
from kiosk.errors import BadInput, NotSignedIn
from kiosk.lib.units import WallMs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kiosk.central.account_log import AccountEvent
    from kiosk.central.session import Session
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock

T = TypeVar("T")

SHORTEST_PASSWORD = 10
SESSION_MS = 12 * 3_600 * 1_000
"""A working day."""

FAILURES_BEFORE_LOCK = 5
LOCK_MS = 15 * 60 * 1_000
"""Five guesses in a quarter of an hour are 480 a day; a password of ten letters outlives that."""

WRONG = "the name or the password is wrong, or the account is locked for a quarter of an hour"


class Role(StrEnum):
    """What somebody may do in an area, and no more than that.

    A reader sees figures, an auditor also what all accounts did; neither changes anything. A technician looks after
    devices, a planner after configurations and releases, an administrator after offices and accounts; none of
    these sees figures of people who waited.
    """

    READER = "reader"
    AUDITOR = "auditor"
    TECHNICIAN = "technician"
    PLANNER = "planner"
    ADMIN = "admin"


SEE_FIGURES = (Role.READER, Role.AUDITOR)
SEE_FLEET = (Role.TECHNICIAN, Role.PLANNER)


@dataclass(frozen=True, slots=True)
class Right:
    """A role in an area and all that lies in it; ``*`` is the whole country."""

    role: Role
    area: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the pages, and with which rights."""

    account: str
    rights: tuple[Right, ...]

    @property
    def scope(self) -> Scope:
        """The areas whose figures they may see."""
        return self.over(*SEE_FIGURES)

    def over(self, *roles: Role) -> Scope:
        """Give the areas in which they have one of these roles."""
        return Scope(tuple(dict.fromkeys(right.area for right in self.rights if right.role in roles)))

    def has(self, *roles: Role) -> bool:
        """Tell whether they have one of these roles anywhere."""
        return bool(self.over(*roles).areas)

    @property
    def is_auditor(self) -> bool:
        """Whether they may see what all accounts did."""
        return self.has(Role.AUDITOR)


def read_right(text: str) -> Right:
    """Read ``ROLE:AREA``, such as ``reader:ha-noi/ha-dong`` or ``auditor:*``.

    Raises:
        BadInput: It is none.
    """
    role, _, area = text.partition(":")
    if role not in set(Role) or not (area == ALL or AREA_FORM.fullmatch(area)):
        raise BadInput(
            f"{text!r} is no right; write ROLE:AREA, such as reader:ha-noi, or reader:* for all",
            vi=f"“{text}” không phải một quyền; chọn vai trò và địa bàn.",
        )
    return Right(Role(role), area)


def write_rights(rights: Iterable[Right]) -> str:
    """Write rights as :func:`read_right` reads each."""
    return " ".join(f"{right.role}:{right.area}" for right in rights)


def as_pairs(rights: Iterable[Right]) -> list[tuple[str, str]]:
    """Give rights as rows hold them."""
    return [(right.role.value, right.area) for right in rights]


def read_name(account: str) -> str:
    """Read an account's name.

    Raises:
        BadInput: It is none.
    """
    try:
        return msgspec.convert(account, Name)
    except msgspec.ValidationError as error:
        raise BadInput(
            f"{account!r} is no account's name; use a to z, 0 to 9 and hyphens",
            vi=f"“{account}” không dùng làm tên tài khoản được; chỉ dùng a–z, 0–9 và dấu gạch nối.",
        ) from error


class Accounts:
    """All accounts, for many threads; hashing a password takes tens of milliseconds on purpose."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._hasher = PasswordHasher()

    def add(self, account: str, password: str, rights: Sequence[Right], actor: str = CONSOLE) -> None:
        """Add an account, or give one another password and other rights; its sessions end.

        Raises:
            BadInput: The name is none, the password too short, or no right is given.
        """
        name = read_name(account)
        if not rights:
            raise BadInput(
                f"account {name} needs a right, such as reader:ha-noi", vi=f"Tài khoản {name} cần một quyền."
            )
        hashed, now = self.hash(password), self._clock.wall()

        def work(session: Session) -> None:
            account_rows.put(session, name, hashed, as_pairs(rights))
            account_log.note(session, Happening("AccountSet", actor, f"{name} {write_rights(rights)}"), now)

        self._storage.manage(work)

    def remove(self, account: str, actor: str = CONSOLE) -> None:
        """Remove an account; what it did stays in the log.

        Raises:
            BadInput: There is none of that name.
        """

        def work(session: Session) -> None:
            if not session.rows("SELECT 1 FROM account WHERE account = ?", (account,)):
                raise BadInput(f"there is no account {account}", vi=f"Không có tài khoản {account}.")
            account_rows.drop(session, account)
            account_log.note(session, Happening("AccountRemoved", actor, account), self._clock.wall())

        self._storage.manage(work)

    def hash(self, password: str) -> str:
        """Hash a password, for keeping.

        Raises:
            BadInput: It is too short.
        """
        if len(password) < SHORTEST_PASSWORD:
            raise BadInput(
                f"a password needs at least {SHORTEST_PASSWORD} characters",
                vi=f"Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự.",
            )
        return self._hasher.hash(password)

    def change_password(self, account: str, old: str, new: str) -> None:
        """Give somebody another password of their own choice; their sessions end.

        Raises:
            BadInput: The new one is too short.
            NotSignedIn: The old one is wrong, or the account is locked.
        """
        hashed, now = self.hash(new), self._clock.wall()
        stored, locked_until = self._read(lambda session: _stored(session, account))
        if not self._fits(stored, old) or locked_until > now:
            self._storage.manage(lambda session: _note_failure(session, account, now))
            raise NotSignedIn(WRONG)

        def work(session: Session) -> None:
            account_rows.put_password(session, account, hashed)
            account_log.note(session, Happening("PasswordChanged", account, account), now)

        self._storage.manage(work)

    def any(self) -> bool:
        """Tell whether there is an account at all."""
        return bool(self._read(lambda session: session.rows("SELECT 1 FROM account LIMIT 1")))

    def sign_in(self, account: str, password: str) -> str:
        """Give a new session's secret, of which only the hash is kept.

        Raises:
            NotSignedIn: Unknown, wrong, or locked; the message does not tell which.
        """
        now = self._clock.wall()
        stored, locked_until = self._read(lambda session: _stored(session, account))
        fits = self._fits(stored, password)
        if stored is None:
            raise NotSignedIn(WRONG)
        if not fits or locked_until > now:
            self._storage.manage(lambda session: _note_failure(session, account, now))
            raise NotSignedIn(WRONG)
        token = secrets.token_urlsafe(32)

        def work(session: Session) -> None:
            session.run("DELETE FROM account_session WHERE expires_at <= ?", (now,))
            session.run(
                "INSERT INTO account_session (token_hash, account, expires_at) VALUES (?, ?, ?)",
                (_hash(token), account, now + SESSION_MS),
            )
            session.run("UPDATE account SET failures = 0 WHERE account = ?", (account,))
            account_log.note(session, Happening("SignedIn", account), now)

        self._storage.manage(work)
        return token

    def viewer(self, token: str) -> Viewer | None:
        """Find who holds a session's secret; None when it is none, or over."""
        rows = self._read(
            lambda session: session.rows(
                "SELECT account, role, area FROM account_session JOIN account_right USING (account)"
                " WHERE token_hash = ? AND expires_at > ? ORDER BY area, role",
                (_hash(token), self._clock.wall()),
            )
        )
        if not rows:
            return None
        return Viewer(rows[0][0], tuple(Right(Role(role), area) for _, role, area in rows))

    def sign_out(self, token: str) -> None:
        """End a session; one that is over stays so."""

        def work(session: Session) -> None:
            found = session.rows("SELECT account FROM account_session WHERE token_hash = ?", (_hash(token),))
            for (account,) in found:
                session.run("DELETE FROM account_session WHERE token_hash = ?", (_hash(token),))
                account_log.note(session, Happening("SignedOut", account), self._clock.wall())

        self._storage.manage(work)

    def happenings(self, limit: int) -> list[AccountEvent]:
        """Give the latest events of the accounts' log, newest first."""
        return self._read(lambda session: account_log.latest(session, limit))

    def _read(self, work: Callable[[Session], T]) -> T:
        return self._storage.manage(work, writes=False)

    def _fits(self, stored: str | None, password: str) -> bool:
        if stored is None:
            # As much work as for a known account, so that both answers take as long.
            self._hasher.hash(password)
            return False
        try:
            return self._hasher.verify(stored, password)
        except VerificationError:
            return False


def _stored(session: Session, account: str) -> tuple[str | None, WallMs]:
    found = session.rows("SELECT password_hash, locked_until FROM account WHERE account = ?", (account,))
    return (str(found[0][0]), WallMs(found[0][1])) if found else (None, WallMs(0))


def _note_failure(session: Session, account: str, now: WallMs) -> None:
    session.run("UPDATE account SET failures = failures + 1 WHERE account = ?", (account,))
    account_log.note(session, Happening("SignInFailed", account), now)
    ((failures, locked_until),) = session.rows(
        "SELECT failures, locked_until FROM account WHERE account = ?", (account,)
    )
    if failures >= FAILURES_BEFORE_LOCK and locked_until <= now:
        session.run(
            "UPDATE account SET failures = 0, locked_until = ? WHERE account = ?", (now + LOCK_MS, account)
        )
        account_log.note(session, Happening("AccountLocked", account), now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
