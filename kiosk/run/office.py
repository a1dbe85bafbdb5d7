"""What a technician does beside a running desk, or before its first start."""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.desk.account_keeping import AccountKeeper
from kiosk.desk.accounts import Accounts, Role
from kiosk.desk.api_tokens import ApiToken, ApiTokens, Scope
from kiosk.desk.lockout import Lockout
from kiosk.domain.events import AccountChanged
from kiosk.domain.house import ApiTokenMade, ApiTokenRevoked
from kiosk.domain.ids import SYSTEM, CounterNo, OfficerId
from kiosk.errors import BadInput
from kiosk.lib.clock import SystemClock
from kiosk.run.journals import take_up
from kiosk.run.paths import DeskPaths
from kiosk.store.database import OwnedDatabase, open_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kiosk.config import Config
    from kiosk.desk.journal import Journal


def add_account(config: Config, officer: str, name: str, role: str, pin: str) -> None:
    """Add an officer, or give one a new name, role and PIN, while the desk is stopped.

    Raises:
        DatabaseInUse: The desk is running; stop it first.
        BadInput: The PIN is too short or the id is empty.
    """
    with _owned(config) as (database, journal):
        Accounts(database.conn).add(OfficerId(officer), name, Role(role), pin)
        journal.record([AccountChanged(OfficerId(officer), f"set:{role}")], SYSTEM, None)


def make_token(config: Config, label: str, scopes: Sequence[str], counters: Sequence[int]) -> str:
    """Give another system the right to use the API, while the desk is stopped; give the secret.

    Raises:
        DatabaseInUse: The desk is running; use its settings page.
        BadInput: The label or the scopes are wrong.
    """
    wanted = {CounterNo(number) for number in counters}
    unknown = wanted - {counter.number for counter in config.catalogue.counters}
    if unknown:
        raise BadInput(f"this office has no counter {', '.join(map(str, sorted(unknown)))}")
    with _owned(config) as (database, journal), journal.together():
        tokens = ApiTokens(database.conn)
        token, secret = tokens.create(label, {Scope(scope) for scope in scopes}, wanted, SystemClock().wall())
        journal.record([ApiTokenMade(token.token_id, token.scopes, token.counters)], SYSTEM, None)
    return secret


def revoke_token(config: Config, token_id: str) -> None:
    """Take that right back, while the desk is stopped.

    Raises:
        DatabaseInUse: As :func:`make_token`.
        BadInput: There is no such token.
    """
    with _owned(config) as (database, journal), journal.together():
        ApiTokens(database.conn).revoke(token_id)
        journal.record([ApiTokenRevoked(token_id)], SYSTEM, None)


def list_tokens(config: Config) -> list[ApiToken]:
    """List who may use the API; beside a running desk, too."""
    db = open_reader(DeskPaths.of(config).database)
    try:
        return ApiTokens(db.conn).all()
    finally:
        db.close()


def shut_account(config: Config, officer: str, *, disabled: bool) -> None:
    """Shut an officer's account, or open it again, while the desk is stopped.

    Raises:
        DatabaseInUse: The desk is running; stop it first, or use its page.
        CommandRefused: There is no such account, or the office would have no supervisor left.
    """
    with _owned(config) as (database, journal):

        def keep(change: Callable[[], None], event: AccountChanged) -> None:
            with journal.together():
                change()
                journal.record([event], SYSTEM, None)

        accounts, lockout = Accounts(database.conn), Lockout(database.conn, SystemClock())
        AccountKeeper(accounts, lockout, keep).set_disabled(officer, disabled=disabled)


def export_visits(config: Config, format_: str) -> str:
    """Give the view of served visits as CSV or JSON text."""
    db = open_reader(DeskPaths.of(config).database)
    try:
        rows = list(db["visits"].rows)
        columns = [column.name for column in db["visits"].columns]
    finally:
        db.close()
    if format_ == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@contextmanager
def _owned(config: Config) -> Iterator[tuple[OwnedDatabase, Journal]]:
    """Own the database of a stopped desk, and its log."""
    paths = DeskPaths.of(config)
    database = OwnedDatabase(paths.database)
    try:
        yield database, take_up(config, paths, database)
    finally:
        database.close()
