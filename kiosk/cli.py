"""The commands: parse, do, print, give an exit code."""

from __future__ import annotations

import argparse
import getpass
import os
import select
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.cli_bench import add_face_benches
from kiosk.cli_bench_desk import add_desk_benches
from kiosk.cli_bench_reports import add_reports_bench
from kiosk.cli_bench_sync import add_sync_bench
from kiosk.cli_central import add_central
from kiosk.cli_central_links import add_central_links
from kiosk.cli_config import add_config, office_as_owner
from kiosk.cli_device import add_device
from kiosk.cli_doctor import add_doctor, self_test
from kiosk.cli_fleet import add_fleet
from kiosk.cli_log import add_log
from kiosk.cli_notice import add_notice
from kiosk.cli_report import add_report
from kiosk.cli_screenshots import add_screenshots
from kiosk.cli_simulate import add_simulate
from kiosk.cli_soak import add_soak
from kiosk.cli_sync import add_central_devices, add_sync
from kiosk.cli_token import add_token
from kiosk.cli_update import add_update
from kiosk.cli_voice import add_voice
from kiosk.config import embedded_tables, load_config, load_upcoming
from kiosk.errors import EnvironmentProblem, KioskError, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

EXIT_OK = 0
EXIT_REFUSED = 1
"""The asker can mend it."""

EXIT_ENVIRONMENT = 3
"""The world must change first; trying again later may help."""

EXIT_NO_READER = 128 + signal.SIGPIPE
"""Standard output is a pipe whose reader has gone, as in `kiosk … | head`: what a shell gives for tools that
the signal ends."""


def run(argv: list[str]) -> int:
    """Run one command and write all it says; ends quietly where nobody reads it any more."""
    try:
        try:
            return _run(argv)
        finally:
            print(end="", flush=True)
    except BrokenPipeError:
        if not _reader_has_gone():
            raise
        # What is left in the buffer must go somewhere, or Python complains at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_NO_READER


def _reader_has_gone() -> bool:
    output = select.poll()
    output.register(sys.stdout, 0)
    return any(happened & select.POLLERR for _fd, happened in output.poll(0))


def _run(argv: list[str]) -> int:
    """Parse and do; a known error becomes one line on standard error."""
    args = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = args.run
    try:
        return command(args)
    except KioskError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return EXIT_ENVIRONMENT if isinstance(error, EnvironmentProblem) else EXIT_REFUSED
    except KeyboardInterrupt:
        return EXIT_OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", description="The face-ticket kiosk for one-stop offices.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_processes(commands)
    _add_models(commands)
    central = add_central(commands)
    add_central_devices(central)
    add_fleet(central)
    add_central_links(central)
    add_sync(commands)
    _add_office(commands)
    add_simulate(commands)
    add_screenshots(commands)
    add_log(commands)
    bench = commands.add_parser("bench", help="measure").add_subparsers(required=True, metavar="WHAT")
    add_face_benches(bench)
    add_desk_benches(bench)
    add_sync_bench(bench)
    add_reports_bench(bench)
    add_soak(commands)
    add_token(commands)
    add_report(commands)
    add_notice(commands)
    add_voice(commands)
    add_doctor(commands)
    add_update(commands)
    add_device(commands)
    return parser


def _add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="run the whole product on this machine")
    demo.add_argument(
        "--headless", action="store_true", help="play scripted citizens and officers, no window"
    )
    demo.add_argument("--seconds", type=float, default=60.0, help="about how long the script plays")
    demo.add_argument(
        "--out", type=Path, default=Path("demo-out"), help="folder for pictures and summary.json"
    )
    demo.add_argument("--faces", type=Path, help="folder of portraits, or LFW layout")
    demo.add_argument("--camera", nargs="?", const="v4l2:/dev/video0", help="use a webcam")
    demo.add_argument("--crash-desk", action="store_true", help="kill -9 the desk in the middle and go on")
    demo.set_defaults(run=_demo)


def _add_processes(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, help_, run_ in (
        ("desk", "the queue, its database, the officers' pages", _desk),
        ("screen", "the touch screen and its camera", _screen),
        ("board", "the hall's board on the second output, and its voice", _board),
    ):
        command = commands.add_parser(name, help=help_)
        command.add_argument("--config", type=Path, help="TOML file; without it the embedded configuration")
        command.set_defaults(run=run_)


def _add_models(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    models = commands.add_parser("models", help="the store of weights").add_subparsers(
        required=True, metavar="ACTION"
    )
    models.add_parser("list", help="what there is, and what is missing").set_defaults(run=_models_list)
    fetch = models.add_parser("fetch", help="get what is missing, checked against its hash")
    fetch.add_argument("names", nargs="*", help="models to fetch; all when none is named")
    fetch.add_argument(
        "--from", dest="folders", type=Path, action="append", default=[], help="look here first"
    )
    fetch.set_defaults(run=_models_fetch)
    models.add_parser("verify", help="check every hash").set_defaults(run=_models_verify)


def _add_office(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    account = commands.add_parser("account", help="add an officer, give one a new PIN, shut an account")
    account.add_argument("officer", help="short id such as cb-01; never a person's name")
    what = account.add_mutually_exclusive_group(required=True)
    what.add_argument("--name", help="shown on the office's own pages only")
    what.add_argument("--disable", action="store_true", help="shut the account; the log keeps its id")
    what.add_argument("--enable", action="store_true", help="open it again")
    account.add_argument("--role", default="officer", choices=("officer", "supervisor", "technician"))
    account.set_defaults(run=_account)
    export = commands.add_parser("export", help="write the served visits")
    export.add_argument("--format", choices=("csv", "json"), default="csv")
    export.add_argument("--out", type=Path, help="file; standard output without it")
    export.set_defaults(run=_export)
    for command in (account, export):
        add_config(command)


def _demo(args: argparse.Namespace) -> int:
    from kiosk.run.demo import DemoOptions, run_demo

    return run_demo(
        DemoOptions(
            headless=args.headless,
            seconds=args.seconds,
            out=args.out,
            faces=args.faces,
            camera=args.camera,
            crash_desk=args.crash_desk,
        )
    )


def _desk(args: argparse.Namespace) -> int:
    from kiosk.device.consent import CentralOffer
    from kiosk.device.first_boot import LEFT_BY_QR, leave_setup
    from kiosk.device.progress import Notebook
    from kiosk.device.releases import Releases
    from kiosk.device.stick import copy_logs
    from kiosk.device.upkeep import DeviceUpkeep
    from kiosk.lib.clock import SystemClock
    from kiosk.run.desk import run_desk
    from kiosk.run.paths import DeskPaths
    from kiosk.run.technician_acts import Machine

    config = load_config(args.config)
    state = DeskPaths.of(config).state
    machine = Machine(
        self_test=lambda: self_test(config),
        copy_logs=lambda: copy_logs(config, lambda: self_test(config)),
        keep_settings=lambda shown: leave_setup(shown, state / LEFT_BY_QR, embedded_tables()),
        offer=CentralOffer(state, Releases(), Notebook(Releases().root)),
    )
    upkeep = DeviceUpkeep(config, SystemClock())
    return run_desk(config, load_upcoming(args.config), machine=machine, upkeep=upkeep)


def _screen(args: argparse.Namespace) -> int:
    from kiosk.run.screen import run_screen

    return run_screen(load_config(args.config))


def _board(args: argparse.Namespace) -> int:
    from kiosk.run.board import run_board

    return run_board(load_config(args.config))


def _models_list(_args: argparse.Namespace) -> int:
    from kiosk.models.commands import list_models

    return list_models(print)


def _models_fetch(args: argparse.Namespace) -> int:
    from kiosk.models.commands import fetch_models

    return fetch_models(print, names=args.names, folders=args.folders)


def _models_verify(_args: argparse.Namespace) -> int:
    from kiosk.models.commands import verify_models

    return verify_models(print)


def _account(args: argparse.Namespace) -> int:
    from kiosk.run.office import add_account, shut_account

    if args.name is None:
        shut_account(office_as_owner(args.config), args.officer, disabled=args.disable)
        print(f"{args.officer} {'can no longer' if args.disable else 'can'} sign in")
        return EXIT_OK
    pin = getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    add_account(office_as_owner(args.config), args.officer, args.name, args.role, pin)
    print(f"{args.officer} can sign in as {args.role}")
    return EXIT_OK


def _export(args: argparse.Namespace) -> int:
    from kiosk.run.office import export_visits

    text = export_visits(load_config(args.config), args.format)
    if args.out is None:
        sys.stdout.write(text)
        return EXIT_OK
    try:
        args.out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"cannot write {args.out}: {error.strerror}; name another file with --out") from error
    return EXIT_OK
