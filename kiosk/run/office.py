"""What a technician does beside a running desk, or before its first start."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from kiosk.desk.accounts import Accounts, Role
from kiosk.domain.events import AccountChanged
from kiosk.domain.ids import SYSTEM, OfficerId
from kiosk.run.journals import take_up
from kiosk.run.paths import DeskPaths
from kiosk.store.database import OwnedDatabase, open_reader

if TYPE_CHECKING:
    from kiosk.config import Config


def add_account(config: Config, officer: str, name: str, role: str, pin: str) -> None:
    """Add an officer, or give one a new name, role and PIN, while the desk is stopped.

    Raises:
        DatabaseInUse: The desk is running; stop it first.
        BadInput: The PIN is too short or the id is empty.
    """
    paths = DeskPaths.of(config)
    database = OwnedDatabase(paths.database)
    try:
        Accounts(database.conn).add(OfficerId(officer), name, Role(role), pin)
        journal = take_up(config, paths, database)
        journal.record([AccountChanged(OfficerId(officer), f"set:{role}")], SYSTEM, None)
    finally:
        database.close()


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
