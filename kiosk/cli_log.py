"""Commands about the log: verify, rebuild, shred, back up, restore, retire."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.cli_config import add_config, office_as_owner
from kiosk.config import load_config
from kiosk.domain.ids import ChainId, Seq
from kiosk.errors import DatabaseDamaged, LogBroken

if TYPE_CHECKING:
    import argparse

KEEP_DAYS = 400
"""A year with room for the report on it; central keeps everything."""


def add_log(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    verify = commands.add_parser("verify-log", help="check every hash, link and signature of the log")
    verify.add_argument("--file", type=Path, help="another database, such as a backup")
    verify.set_defaults(run=_verify)
    rebuild = commands.add_parser("rebuild", help="make all tables anew from the log; the desk is stopped")
    rebuild.set_defaults(run=_rebuild)
    shred = commands.add_parser("shred", help="destroy one event's data by law; the desk is stopped")
    shred.add_argument("--chain", required=True)
    shred.add_argument("--seq", required=True, type=int)
    shred.add_argument("--reason", required=True, help="the decision's number; never a person's name")
    shred.set_defaults(run=_shred)
    backup = commands.add_parser(
        "backup", help="copy the database beside a running desk, and verify the copy"
    )
    backup.add_argument("--to", type=Path, help="folder; the state directory's own without it")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser(
        "restore", help="put a backup, and what central holds past it, in the database's place"
    )
    restore.add_argument("file", type=Path, nargs="?", help="a backup; the newest sound one without it")
    restore.set_defaults(run=_restore)
    retire = commands.add_parser("retire", help="delete old days that central holds; the desk is stopped")
    retire.add_argument("--keep-days", type=int, default=KEEP_DAYS)
    retire.set_defaults(run=_retire)
    for command in (verify, rebuild, shred, backup, restore, retire):
        add_config(command)
        command.add_argument("--json", action="store_true")


def _verify(args: argparse.Namespace) -> int:
    from kiosk.run.log_keeping import check_log

    try:
        proved = check_log(load_config(args.config) if args.file else office_as_owner(args.config), args.file)
    except (LogBroken, DatabaseDamaged) as error:
        _say(args, {"ok": False, "error": str(error)}, f"BROKEN: {error}")
        return 1
    _say(
        args,
        {"ok": True, **msgspec.to_builtins(proved)},
        f"ok: {proved.events} events, {proved.shredded} shredded, {proved.signed} signatures hold, "
        f"{proved.unchecked} of other devices",
        *(f"  chain {head.chain} is kept from event {head.seq + 1} on" for head in proved.checkpoints),
        *(f"  chain {head.chain} ends at {head.seq} {head.hash[:16]}" for head in proved.heads),
    )
    return 0


def _rebuild(args: argparse.Namespace) -> int:
    from kiosk.run.log_keeping import rebuild

    different = rebuild(office_as_owner(args.config))
    said = f"these tables were not as the log says: {', '.join(different)}"
    _say(
        args,
        {"equal": not different, "different": different},
        f"rebuilt; {said if different else 'every table was as the log says'}",
    )
    return 0


def _shred(args: argparse.Namespace) -> int:
    from kiosk.run.log_keeping import shred

    backups = shred(office_as_owner(args.config), ChainId(args.chain), Seq(args.seq), args.reason)
    _say(
        args,
        {"chain": args.chain, "seq": args.seq, "backups": backups},
        f"the data of event {args.seq} are destroyed, here and in {backups} backups",
    )
    return 0


def _backup(args: argparse.Namespace) -> int:
    from kiosk.lib.clock import SystemClock
    from kiosk.run.log_keeping import back_up

    # A folder that was named, such as a stick's, is written by whoever asked.
    config = load_config(args.config) if args.to else office_as_owner(args.config)
    made = back_up(config, SystemClock().wall(), args.to)
    head = msgspec.to_builtins(made.verified.heads[-1])
    _say(
        args,
        {"file": str(made.path), "events": made.verified.events, "head": head, "removed": made.removed},
        f"{made.path}: {made.verified.events} events, verified; {made.removed} older backups removed",
    )
    return 0


def _restore(args: argparse.Namespace) -> int:
    from kiosk.run.paths import DeskPaths
    from kiosk.run.recovery import newest_backup, restore

    config = office_as_owner(args.config)
    paths = DeskPaths.of(config)
    recovered = restore(config, paths, args.file or newest_backup(paths), "restored")
    _say(args, msgspec.to_builtins(recovered, enc_hook=str), recovered.report())
    return 0


def _retire(args: argparse.Namespace) -> int:
    from kiosk.run.log_keeping import retire_old

    checkpoints = retire_old(office_as_owner(args.config), args.keep_days)
    kept = [f"chain {head.chain} is kept from event {head.seq + 1} on" for head in checkpoints]
    _say(
        args,
        {"checkpoints": [msgspec.to_builtins(head) for head in checkpoints]},
        *(kept or ["nothing is old enough and held by central"]),
    )
    return 0


def _say(args: argparse.Namespace, values: dict[str, Any], *lines: str) -> None:
    sys.stdout.write(json.dumps(values) + "\n" if args.json else "\n".join(lines) + "\n")
