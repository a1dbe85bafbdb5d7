"""Commands about the machine: first boot, factory reset, logs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli_config import add_config

if TYPE_CHECKING:
    import argparse


def add_device(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    first = commands.add_parser("firstboot", help="at boot: settings from the card, room, identity")
    first.add_argument("--check", type=Path, help="only say whether this file of settings holds together")
    first.add_argument(
        "--qr",
        type=Path,
        help="draw this file of settings as SVG, for the technician's corner; it holds its secrets",
    )
    first.add_argument(
        "--accept-board", action="store_true", help="the board was replaced, the card is the same"
    )
    first.set_defaults(run=_first_boot)
    reset = commands.add_parser("factory-reset", help="erase all of the office from this device")
    reset.add_argument("office", help="the office's id, so that the right device is erased")
    reset.set_defaults(run=_reset)
    logs = commands.add_parser("logs", help="what happened here").add_subparsers(
        required=True, metavar="ACTION"
    )
    export = logs.add_parser(
        "export", help="journal, versions and doctor's findings in one file; no personal data"
    )
    export.add_argument("folder", type=Path)
    add_config(export)
    export.set_defaults(run=_export)
    seal = commands.add_parser(
        "seal-key", help="bind the device's key to this board's TPM2; the desk is stopped"
    )
    add_config(seal)
    seal.set_defaults(run=_seal)


def _first_boot(args: argparse.Namespace) -> int:
    from kiosk.config import embedded_tables
    from kiosk.device.board_watch import accept_board
    from kiosk.device.settings_code import draw_settings
    from kiosk.device.setup_file import read_setup
    from kiosk.device.start import Device, start_up
    from kiosk.errors import BadInput
    from kiosk.lib.start_report import write_report

    if args.check is not None:
        try:
            content = args.check.read_bytes()
        except OSError as error:
            raise BadInput(f"{args.check}: {error.strerror}") from error
        read_setup(content, str(args.check), embedded_tables())
        print(f"{args.check} holds together")
        return 0
    if args.qr is not None:
        print(draw_settings(args.qr, embedded_tables()))
        return 0
    device = Device()
    if args.accept_board:
        accept_board(device.settings, device.root)
    taken = start_up(device)
    write_report(device.root, taken)
    print(f"settings: {taken.applied or 'as they were'}")
    for problem in (*taken.refused, *taken.problems):
        print(problem, file=sys.stderr)
    return 0


def _reset(args: argparse.Namespace) -> int:
    from kiosk.config import load_config
    from kiosk.device.releases import Releases
    from kiosk.device.reset import check_meant, factory_reset
    from kiosk.device.start import Device
    from kiosk.device.units import Units

    device = Device()
    check_meant(args.office, load_config(device.config_path).office.id)
    places = device.places()
    releases = Releases()
    Units(releases.describe(releases.current()).role).stop()
    factory_reset(places)
    print("erased; restart the device with `systemctl reboot`")
    return 0


def _export(args: argparse.Namespace) -> int:
    from kiosk.config import load_config
    from kiosk.doctor.check import Context
    from kiosk.doctor.checks import checks
    from kiosk.doctor.examine import examine, to_json
    from kiosk.lib.clock import SystemClock
    from kiosk.run.log_export import export_logs

    config = load_config(args.config)
    findings = to_json(examine(checks(config), Context.of(config, SystemClock())))
    print(export_logs(args.folder, config.device.id, findings))
    return 0


def _seal(args: argparse.Namespace) -> int:
    from kiosk.config import load_config
    from kiosk.device.sealed_key import seal_key
    from kiosk.device.start import CREDENTIALS, Device

    config = load_config(args.config)
    sealed = seal_key(Path(config.desk.state_dir), Device().settings / CREDENTIALS)
    print(
        f"{sealed}: only this board can open it; restart with `systemctl restart kiosk-firstboot kiosk-desk`"
    )
    return 0
