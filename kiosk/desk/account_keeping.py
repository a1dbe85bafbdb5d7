"""Changes of accounts: each made together with the event that tells of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kiosk.desk.accounts import LONGEST_NAME, Role
from kiosk.domain.events import AccountChanged
from kiosk.domain.ids import OfficerId
from kiosk.errors import BadInput, CommandRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.desk.accounts import Account, Accounts
    from kiosk.desk.lockout import Lockout

    Keep = Callable[[Callable[[], None], AccountChanged], None]

OFFICER_ID = re.compile(r"[a-z][a-z0-9.-]{1,31}")
"""Short and opaque, such as ``cb-01``: the log names officers by it and must not hold names."""


class AccountKeeper:
    """Adds, changes and shuts accounts. Belongs to the desk's loop.

    Every method raises DiskFull where there is no room; nothing has changed then.
    """

    def __init__(self, accounts: Accounts, lockout: Lockout, keep: Keep) -> None:
        """Prepare.

        Args:
            keep: Makes a change and records its event as one; see `Desk.keep`.
        """
        self._accounts = accounts
        self._lockout = lockout
        self._keep = keep

    def add(self, officer: str, name: str, role: Role, pin_hash: str) -> None:
        """Add an account.

        Raises:
            BadInput: The id or the name has not the right form.
            CommandRefused: The id is taken.
        """
        if not OFFICER_ID.fullmatch(officer):
            raise BadInput("an officer's id has 2 to 32 of a-z, 0-9, '.' and '-', such as cb-01")
        if not name.strip() or len(name) > LONGEST_NAME:
            raise BadInput(f"a name has 1 to {LONGEST_NAME} characters")
        if any(account.officer == officer for account in self._accounts.all()):
            raise CommandRefused(f"there is an account {officer} already", code="account_taken")
        who = OfficerId(officer)
        self._keep(
            lambda: self._accounts.put(who, name.strip(), role, pin_hash),
            AccountChanged(who, f"added:{role}"),
        )

    def set_pin(self, officer: str, pin_hash: str) -> None:
        """Give another PIN; it also ends a wait for wrong ones.

        Raises:
            CommandRefused: There is no such account.
        """
        who = self._accounts.find(officer).officer

        def change() -> None:
            self._accounts.set_pin(who, pin_hash)
            self._lockout.forgive(who)

        self._keep(change, AccountChanged(who, "pin"))

    def set_role(self, officer: str, role: Role) -> None:
        """Give another role.

        Raises:
            CommandRefused: There is no such account, or the office would have no supervisor left.
        """
        account = self._accounts.find(officer)
        if role is not Role.SUPERVISOR:
            self._refuse_without_supervisor(account)
        who = account.officer
        self._keep(lambda: self._accounts.set_role(who, role), AccountChanged(who, f"role:{role}"))

    def set_disabled(self, officer: str, *, disabled: bool) -> None:
        """Shut an account, or open it again.

        Raises:
            CommandRefused: As :meth:`set_role`.
        """
        account = self._accounts.find(officer)
        if disabled:
            self._refuse_without_supervisor(account)
        who = account.officer
        self._keep(
            lambda: self._accounts.set_disabled(who, disabled=disabled),
            AccountChanged(who, "disabled" if disabled else "enabled"),
        )

    def unlock(self, officer: str) -> None:
        """End an officer's wait for wrong PINs.

        Raises:
            CommandRefused: There is no such account.
        """
        who = self._accounts.find(officer).officer
        self._keep(lambda: self._lockout.forgive(who), AccountChanged(who, "unlocked"))

    def note_locked(self, officer: OfficerId) -> None:
        """Record that wrong PINs have locked an account."""
        self._keep(lambda: None, AccountChanged(officer, "locked"))

    def _refuse_without_supervisor(self, leaving: Account) -> None:
        others = [
            account
            for account in self._accounts.all()
            if account.role is Role.SUPERVISOR and not account.disabled and account.officer != leaving.officer
        ]
        if leaving.role is Role.SUPERVISOR and not others:
            raise CommandRefused("an office needs a supervisor; name another first", code="last_supervisor")
