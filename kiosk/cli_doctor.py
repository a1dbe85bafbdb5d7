"""`kiosk doctor`: what is out of order on this device, and what to do."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli_config import add_config
from kiosk.config import load_config
from kiosk.errors import BadInput, Refused
from kiosk.lib.accounts import act_as_owner
from kiosk.lib.clock import SystemClock

if TYPE_CHECKING:
    import argparse

    from kiosk.config import Config
    from kiosk.doctor.check import Context
    from kiosk.doctor.examine import Examined


def add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk doctor` to the commands."""
    doctor = commands.add_parser(
        "doctor", help="what is out of order here: exit code 0 fine, 1 warning, 2 fault"
    )
    add_config(doctor)
    doctor.add_argument("--json", action="store_true")
    doctor.add_argument(
        "--camera", action="store_true", help="also look through the camera: its rate, light and focus"
    )
    doctor.add_argument("--page", type=Path, help="also write a page with a signed QR code, to print")
    doctor.set_defaults(run=_doctor)
    acceptance = commands.add_parser("acceptance", help="one sheet of many doctors' pages")
    acceptance.add_argument(
        "codes", type=Path, help="a file into which a scanner typed the pages' codes, one a line"
    )
    acceptance.add_argument("--out", type=Path, help="CSV file; standard output without it")
    acceptance.set_defaults(run=_acceptance)


def _doctor(args: argparse.Namespace) -> int:
    from kiosk.doctor.camera import CameraCheck
    from kiosk.doctor.check import Context
    from kiosk.doctor.checks import checks
    from kiosk.doctor.examine import EXIT_CODES, examine, to_json, to_text, worst

    context = Context.of(load_config(args.config), SystemClock())
    # The camera opens for whoever asked; all else is seen as the desk sees it.
    camera = examine([CameraCheck()], context) if args.camera else []
    act_as_owner(context.paths.state)
    examined = examine(checks(context.config), context) + camera
    sys.stdout.write((to_json(examined) if args.json else to_text(examined)) + "\n")
    if args.page is not None:
        _write_page(args.page, examined, context)
    return EXIT_CODES[worst(examined)]


def _write_page(path: Path, examined: list[Examined], context: Context) -> None:
    from kiosk.doctor.page import code_of, page_of
    from kiosk.lib.signing import load_private_key

    code = code_of(examined, context, load_private_key(context.paths.device_key))
    _write(path, page_of(examined, context, code))


def _acceptance(args: argparse.Namespace) -> int:
    from kiosk.doctor.page import COLUMNS, read_code

    try:
        lines = args.codes.read_text("utf-8").splitlines()
    except OSError as error:
        raise BadInput(f"{args.codes}: {error.strerror}; name a readable file") from error
    readings = [read_code(line) for line in lines if line.strip()]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow((*COLUMNS, "signed_by"))
    writer.writerows((*reading.values, reading.public) for reading in readings)
    if args.out is None:
        sys.stdout.write(text.getvalue())
    else:
        # With the mark by which spreadsheets know UTF-8.
        _write(args.out, "\ufeff" + text.getvalue())
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}; name a file that can be written") from error


def self_test(config: Config) -> str:
    """Examine everything but the camera; JSON, as ``kiosk doctor --json`` prints it."""
    from kiosk.doctor.check import Context
    from kiosk.doctor.checks import checks
    from kiosk.doctor.examine import examine, to_json

    return to_json(examine(checks(config), Context.of(config, SystemClock())))
