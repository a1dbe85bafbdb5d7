"""Who guesses PINs must wait, longer each time; a supervisor may end the wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.errors import CommandRefused
from kiosk.lib.units import MS_PER_S, NS_PER_MS
from kiosk.store.database import transaction

if TYPE_CHECKING:
    import sqlite3

    from kiosk.domain.ids import OfficerId
    from kiosk.lib.clock import Clock

FREE_TRIES = 5
"""Typing errors of one morning; a guesser of four digits has one chance in two thousand with them."""

FIRST_WAIT_MS = 30 * MS_PER_S
LONGEST_WAIT_MS = 15 * 60 * MS_PER_S
"""Four guesses an hour at last: a PIN of four digits holds for months. Source: NIST SP 800-63B, 5.2.2 (throttling)."""


class Lockout:
    """Failed sign-ins by account, on the clock since boot; a restart does not forgive them.

    Belongs to the connection's own thread. Writing raises DiskFull where there is no room.
    """

    def __init__(self, conn: sqlite3.Connection, clock: Clock) -> None:
        self._conn = conn
        self._clock = clock

    def refuse_locked(self, officer: str) -> None:
        """Let an officer try, unless they must still wait.

        Raises:
            CommandRefused: They must.
        """
        if self.wait_ms(officer) > 0:
            raise CommandRefused(
                "too many wrong PINs: wait, or let a supervisor unlock the account", code="locked"
            )

    def wait_ms(self, officer: str) -> int:
        """Tell how long an officer must still wait; 0 for no time."""
        row = self._conn.execute(
            "SELECT failures, boot, boot_ms FROM sign_in_failure WHERE officer = ?", (officer,)
        ).fetchone()
        if row is None:
            return 0
        failures, boot, boot_ms = row
        # Across a reboot only the time since then is known to have passed.
        since = self._now_ms() - (boot_ms if boot == self._clock.boot() else 0)
        return max(0, _wait_after(failures) - since)

    def failed(self, officer: OfficerId) -> bool:
        """Count a wrong PIN, and tell whether the account is locked by it."""
        with transaction(self._conn):
            (failures,) = self._conn.execute(
                "INSERT INTO sign_in_failure (officer, failures, boot, boot_ms) VALUES (?, 1, ?, ?)"
                " ON CONFLICT (officer) DO UPDATE SET failures = failures + 1, boot = excluded.boot,"
                " boot_ms = excluded.boot_ms RETURNING failures",
                (officer, self._clock.boot(), self._now_ms()),
            ).fetchone()
        return _wait_after(failures) > 0

    def forgive(self, officer: OfficerId) -> None:
        """Forget an officer's wrong PINs."""
        with transaction(self._conn):
            self._conn.execute("DELETE FROM sign_in_failure WHERE officer = ?", (officer,))

    def _now_ms(self) -> int:
        return self._clock.boot_ns() // NS_PER_MS


def _wait_after(failures: int) -> int:
    if failures < FREE_TRIES:
        return 0
    doublings = min(failures - FREE_TRIES, 10)
    return int(min(FIRST_WAIT_MS << doublings, LONGEST_WAIT_MS))
