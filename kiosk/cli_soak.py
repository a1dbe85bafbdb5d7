"""`kiosk soak`: hours of a busy office, and whether its processes stay as large as they are."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.lib.progress import show_progress

if TYPE_CHECKING:
    import argparse

EXIT_OK = 0
EXIT_GREW = 1


def add_soak(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "soak", help="all processes under twenty times a day's load for hours; fails where one grows or loses"
    )
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("soak-out"), help="samples, drawing, logs")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_soak)


def _soak(args: argparse.Namespace) -> int:
    from kiosk.bench.soak import SoakLoad, soak

    found = soak(SoakLoad(args.hours, args.seed, args.out), show_progress)
    lines = [f"{name:18} {value}" for name, value in found.items()]
    sys.stdout.write((json.dumps(found, indent=1) if args.json else "\n".join(lines)) + "\n")
    whole = found["flat"] and found["central_has_all"] and not found["lost"] and not found["exit_codes"]
    return EXIT_OK if whole else EXIT_GREW
