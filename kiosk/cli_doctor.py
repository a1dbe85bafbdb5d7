"""`kiosk doctor`: what is out of order on this device, and what to do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import load_config
from kiosk.lib.clock import SystemClock

if TYPE_CHECKING:
    import argparse

    from kiosk.config import Config


def add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk doctor` to the commands."""
    doctor = commands.add_parser(
        "doctor", help="what is out of order here: exit code 0 fine, 1 warning, 2 fault"
    )
    doctor.add_argument("--config", type=Path)
    doctor.add_argument("--json", action="store_true")
    doctor.add_argument("--camera", action="store_true", help="also take one frame from the camera")
    doctor.set_defaults(run=_doctor)


def _doctor(args: argparse.Namespace) -> int:
    from kiosk.doctor.check import Context
    from kiosk.doctor.checks import checks
    from kiosk.doctor.examine import EXIT_CODES, examine, to_json, to_text, worst

    context = Context.of(load_config(args.config), SystemClock())
    examined = examine(checks(camera=args.camera), context)
    sys.stdout.write((to_json(examined) if args.json else to_text(examined)) + "\n")
    return EXIT_CODES[worst(examined)]


def self_test(config: Config) -> str:
    """Examine everything but the camera; JSON, as ``kiosk doctor --json`` prints it."""
    from kiosk.doctor.check import Context
    from kiosk.doctor.checks import checks
    from kiosk.doctor.examine import examine, to_json

    return to_json(examine(checks(), Context.of(config, SystemClock())))
