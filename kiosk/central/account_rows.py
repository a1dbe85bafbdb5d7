"""Accounts as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.central.session import Session

    Pairs = Iterable[tuple[str, str]]
    """Roles with their areas."""


def put(session: Session, account: str, hashed: str, rights: Pairs) -> None:
    """Keep an account, new or in another's place; its sessions end."""
    session.run(
        "INSERT INTO account (account, password_hash, failures, locked_until) VALUES (?, ?, 0, 0)"
        " ON CONFLICT (account) DO NOTHING",
        (account, hashed),
    )
    put_password(session, account, hashed)
    put_rights(session, account, rights)


def put_password(session: Session, account: str, hashed: str) -> None:
    """Give an account another password and unlock it; its sessions end."""
    session.run("DELETE FROM account_session WHERE account = ?", (account,))
    session.run(
        "UPDATE account SET password_hash = ?, failures = 0, locked_until = 0 WHERE account = ?",
        (hashed, account),
    )


def put_rights(session: Session, account: str, rights: Pairs) -> None:
    """Give an account other rights; its sessions end."""
    session.run("DELETE FROM account_session WHERE account = ?", (account,))
    session.run("DELETE FROM account_right WHERE account = ?", (account,))
    session.run_many(
        "INSERT INTO account_right (account, role, area) VALUES (?, ?, ?)",
        [(account, role, area) for role, area in sorted(set(rights))],
    )


def drop(session: Session, account: str) -> None:
    """Forget an account with its rights and sessions."""
    for table in ("account_session", "account_right", "account"):
        session.run(f"DELETE FROM {table} WHERE account = ?", (account,))
