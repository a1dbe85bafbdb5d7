"""`kiosk central`: the province's server, and what its operator does beside it."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from kiosk.central.storage_copies import Checked


def add_central(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    """Add the commands; gives `kiosk central`, for more of them."""
    central = commands.add_parser("central", help="the province's server").add_subparsers(
        required=True, metavar="ACTION"
    )
    serve = central.add_parser("serve", help="ingest offices' events and show their visits")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8443)
    serve.add_argument("--catalogue", type=Path, help="a kiosk.toml whose fields' names the pages show")
    serve.add_argument(
        "--releases",
        type=Path,
        help="folder of the bundles on offer; else beside a SQLite file, or the installed server's",
    )
    serve.set_defaults(run=_serve)
    add = central.add_parser("add-office", help="admit an office; prints its one-time enrolment code")
    add.add_argument("office")
    add.add_argument("name")
    add.add_argument("--area", default="", help="where it is, such as ha-noi/ha-dong")
    add.set_defaults(run=_add_office)
    account = central.add_parser("account", help="add an account, or give it another password and rights")
    account.add_argument("account")
    account.add_argument(
        "rights",
        nargs="*",
        metavar="ROLE:AREA",
        help="reader, auditor, technician, planner or admin, and where: such as reader:ha-noi or auditor:*",
    )
    account.add_argument("--remove", action="store_true")
    account.set_defaults(run=_account)
    init = central.add_parser("init", help="make or migrate the tables")
    init.add_argument("--serve-as", metavar="ROLE", help="PostgreSQL's role by which `serve` connects")
    init.set_defaults(run=_init)
    upkeep = central.add_parser("upkeep", help="once a night: partitions ahead, shredded data off the disk")
    upkeep.set_defaults(run=_upkeep)
    backup = central.add_parser("backup", help="write a copy of the whole database")
    restore = central.add_parser("restore", help="read a copy into an empty database")
    for command in (backup, restore):
        command.add_argument("file", type=Path)
    backup.set_defaults(run=_backup)
    restore.set_defaults(run=_restore)
    reports = central.add_parser("refresh-reports", help="bring the reports up to all events at once")
    reports.add_argument("--catalogue", type=Path, help="a kiosk.toml whose hours offices usually keep")
    reports.set_defaults(run=_refresh_reports)
    check = central.add_parser("check", help="every hash and link of every office, and of the accounts' log")
    check.set_defaults(run=_check)
    for command in (serve, add, account, init, upkeep, backup, restore, reports, check):
        command.add_argument(
            "--database", default="sqlite:///central.db", help="sqlite:///FILE or postgresql://…"
        )
    return central


def _serve(args: argparse.Namespace) -> int:
    from kiosk.run.central import run_central

    return run_central(args.database, args.host, args.port, args.catalogue, args.releases)


def _add_office(args: argparse.Namespace) -> int:
    from kiosk.run.central import add_office

    print(add_office(args.database, args.office, args.name, args.area))
    return 0


def _account(args: argparse.Namespace) -> int:
    from kiosk.run.central import remove_account, set_account

    if args.remove:
        remove_account(args.database, args.account)
        return 0
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    set_account(args.database, args.account, password, args.rights)
    print(f"{args.account} can sign in with {' '.join(args.rights)}")
    return 0


def _init(args: argparse.Namespace) -> int:
    from kiosk.run.central import init_database

    init_database(args.database, args.serve_as)
    return 0


def _upkeep(args: argparse.Namespace) -> int:
    from kiosk.run.central import keep_up

    keep_up(args.database)
    return 0


def _backup(args: argparse.Namespace) -> int:
    from kiosk.central.storage_copies import back_up

    back_up(args.database, args.file)
    return 0


def _restore(args: argparse.Namespace) -> int:
    from kiosk.central.storage_copies import restore

    restore(args.database, args.file)
    return _tell(args)


def _refresh_reports(args: argparse.Namespace) -> int:
    from kiosk.run.central import refresh_reports

    refresh_reports(args.database, args.catalogue)
    return 0


def _check(args: argparse.Namespace) -> int:
    return _tell(args)


def _tell(args: argparse.Namespace) -> int:
    from kiosk.run.central import check_database

    checked: Checked = check_database(args.database)
    print(
        f"{checked.offices} offices, {checked.events} events, {checked.forks} kept apart,"
        f" {checked.happenings} of accounts: every hash and link holds"
    )
    return 0
