"""What an administrator does about accounts: only such as lie in their own areas, and never their own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.central import account_log, account_rows, accounts
from kiosk.central.account_log import Happening
from kiosk.central.accounts import Right, Role, as_pairs, write_rights
from kiosk.central.commands import CODE_LETTERS
from kiosk.errors import BadInput, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.central.accounts import Accounts, Viewer
    from kiosk.central.session import Session
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock
    from kiosk.lib.units import WallMs

PASSWORD_GROUPS = 4
GROUP_LETTERS = 4
"""80 bits of Base32 in four groups; its owner changes it after the first sign-in."""


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account as its administrator sees it.

    Attributes:
        is_locked: Whether wrong passwords locked it for now.
    """

    account: str
    rights: tuple[Right, ...]
    is_locked: bool


class AccountAdmin:
    """Each act is one transaction, with its event in the accounts' log."""

    def __init__(self, storage: Storage, kept: Accounts, clock: Clock) -> None:
        self._storage = storage
        self._kept = kept
        self._clock = clock

    def listed(self, admin: Viewer) -> list[KnownAccount]:
        """List the accounts all of whose rights lie in the administrator's areas."""
        known = self._storage.manage(lambda session: _all(session, self._clock.wall()), writes=False)
        return [one for one in known if _is_of(admin, one.rights)]

    def add(self, admin: Viewer, account: str, rights: Sequence[Right]) -> str:
        """Add an account; give its password, which is shown once.

        Raises:
            BadInput: The name is none or taken, or no right is given.
            NotAllowed: A right is not the administrator's to give.
        """
        name, password = accounts.read_name(account), _new_password()
        hashed = self._kept.hash(password)

        def work(session: Session, now: WallMs) -> Happening:
            if any(one.account == name for one in _all(session, now)):
                raise BadInput(
                    f"there is an account {name} already", vi=f"Đã có tài khoản {name}; đặt tên khác."
                )
            account_rows.put(session, name, hashed, _given(admin, rights))
            return Happening("AccountSet", admin.account, f"{name} {write_rights(rights)}")

        self._do(work)
        return password

    def set_rights(self, admin: Viewer, account: str, rights: Sequence[Right]) -> None:
        """Give an account other rights.

        Raises:
            BadInput: There is no such account in the administrator's areas, or no right is given.
            NotAllowed: A right is not theirs to give, or the account is their own.
        """

        def work(session: Session, now: WallMs) -> Happening:
            _check_is_theirs(session, admin, account, now)
            account_rows.put_rights(session, account, _given(admin, rights))
            return Happening("AccountSet", admin.account, f"{account} {write_rights(rights)}")

        self._do(work)

    def reset(self, admin: Viewer, account: str) -> str:
        """Give an account a new password, which is shown once, and unlock it.

        Raises:
            BadInput: As :meth:`set_rights`, and likewise NotAllowed.
        """
        password = _new_password()
        hashed = self._kept.hash(password)

        def work(session: Session, now: WallMs) -> Happening:
            _check_is_theirs(session, admin, account, now)
            account_rows.put_password(session, account, hashed)
            return Happening("PasswordReset", admin.account, account)

        self._do(work)
        return password

    def remove(self, admin: Viewer, account: str) -> None:
        """Remove an account; what it did stays in the log.

        Raises:
            BadInput: As :meth:`set_rights`, and likewise NotAllowed.
        """

        def work(session: Session, now: WallMs) -> Happening:
            _check_is_theirs(session, admin, account, now)
            account_rows.drop(session, account)
            return Happening("AccountRemoved", admin.account, account)

        self._do(work)

    def _do(self, work: Callable[[Session, WallMs], Happening]) -> None:
        now = self._clock.wall()
        self._storage.manage(lambda session: account_log.note(session, work(session, now), now))


def _all(session: Session, now: WallMs) -> list[KnownAccount]:
    rights: dict[str, list[Right]] = {}
    for account, role, area in session.rows(
        "SELECT account, role, area FROM account_right ORDER BY area, role"
    ):
        rights.setdefault(account, []).append(Right(Role(role), area))
    found = session.rows("SELECT account, locked_until FROM account ORDER BY account")
    return [
        KnownAccount(account, tuple(rights.get(account, ())), locked_until > now)
        for account, locked_until in found
    ]


def _is_of(admin: Viewer, rights: Sequence[Right]) -> bool:
    scope = admin.over(Role.ADMIN)
    return all(scope.covers(right.area) for right in rights)


def _given(admin: Viewer, rights: Sequence[Right]) -> list[tuple[str, str]]:
    if not rights:
        raise BadInput("an account needs a right", vi="Tài khoản phải có ít nhất một quyền.")
    if not _is_of(admin, rights):
        raise NotAllowed(
            "you may give rights in your own areas only",
            vi="Bạn chỉ được cấp quyền trong địa bàn của mình.",
        )
    return as_pairs(rights)


def _check_is_theirs(session: Session, admin: Viewer, account: str, now: WallMs) -> None:
    if account == admin.account:
        raise NotAllowed(
            "nobody changes their own account here; another administrator does",
            vi="Không ai tự sửa tài khoản của mình ở đây; nhờ một quản trị viên khác.",
        )
    if not any(one.account == account and _is_of(admin, one.rights) for one in _all(session, now)):
        raise BadInput(
            f"there is no account {account} in your areas",
            vi=f"Không có tài khoản {account} trong địa bàn của bạn.",
        )


def _new_password() -> str:
    groups = (
        "".join(secrets.choice(CODE_LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(PASSWORD_GROUPS)
    )
    return "-".join(groups)
