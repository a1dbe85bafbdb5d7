"""What a technician does beside a running desk, or before its first start."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import msgspec

from kiosk.desk.accounts import Accounts, Role
from kiosk.desk.journal import Journal
from kiosk.domain.events import AccountChanged
from kiosk.domain.ids import SYSTEM, OfficerId
from kiosk.errors import BadInput, LogBroken
from kiosk.lib.clock import SystemClock
from kiosk.run.desk import DeskPaths, head_signer
from kiosk.store import event_log
from kiosk.store.database import OwnedDatabase, open_reader
from kiosk.sync.enrol import enrol

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
        journal = Journal(
            database, SystemClock(), config.office_id, config.device_id, head_signer(config, paths)
        )
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


def verify_log(config: Config, *, as_json: bool) -> int:
    """Check the whole log and print what it proved to be; exit code 0 only when all holds."""
    db = open_reader(DeskPaths.of(config).database)
    try:
        verified = event_log.verify(db.conn)
    except LogBroken as error:
        print(json.dumps({"ok": False, "error": str(error)}) if as_json else f"BROKEN: {error}")
        return 1
    finally:
        db.close()
    heads = [msgspec.to_builtins(head) for head in verified.heads]
    if as_json:
        print(
            json.dumps({"ok": True, "events": verified.events, "shredded": verified.shredded, "heads": heads})
        )
    else:
        print(f"ok: {verified.events} events, {verified.shredded} shredded")
        for head in verified.heads:
            print(f"  chain {head.chain} ends at {head.seq} {head.hash[:16]}")
    return 0


def enrol_device(config: Config, code: str) -> str:
    """Make this device's key known to central; give one line that says so.

    Raises:
        BadInput: The configuration names no central server.
        CentralAway: It does not answer.
        SyncRefused: It does not know the code.
    """
    if not config.sync.central:
        raise BadInput("[sync] central is empty; name the server's address in the configuration first")
    paths = DeskPaths.of(config)
    paths.state.mkdir(parents=True, exist_ok=True)
    enrolled = enrol(
        config.sync.central,
        code,
        office=config.office.id,
        device=config.device.id,
        key_path=paths.device_key,
        state_dir=paths.state,
    )
    return f"enrolled {enrolled.device} of {enrolled.office} at {enrolled.central}"
