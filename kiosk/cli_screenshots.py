"""`kiosk screenshots`: every screen as a picture, and what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import load_config
from kiosk.lib.progress import show_progress

if TYPE_CHECKING:
    import argparse

EXIT_FLAWS = 1


def add_screenshots(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk screenshots` to the commands."""
    command = commands.add_parser("screenshots", help="every screen and state as pictures, looked over")
    command.add_argument("--out", type=Path, required=True, help="folder for the pictures and index.html")
    command.add_argument(
        "--only", nargs="+", default=["*"], metavar="STATE", help="names of states, such as 'ring*'"
    )
    command.add_argument("--glass", nargs="+", help="panels, such as portrait-1080p")
    command.add_argument(
        "--manner", nargs="+", help="usual, contrast, large, low: what a citizen switched on"
    )
    command.add_argument("--config", type=Path, help="TOML file; without it the embedded configuration")
    command.set_defaults(run=_screenshots)


def _screenshots(args: argparse.Namespace) -> int:
    from kiosk.run.screenshots import Wanted, take_screenshots
    from kiosk.ui.gallery.glasses import PICTURED_GLASSES, PICTURED_MANNERS

    wanted = Wanted(args.out, args.glass or PICTURED_GLASSES, args.manner or PICTURED_MANNERS, args.only)
    pictures = take_screenshots(load_config(args.config), wanted, show_progress)
    wrong = [(picture, flaw) for picture in pictures for flaw in picture.flaws]
    for picture, flaw in wrong:
        sys.stdout.write(f"{picture.path}: {flaw}\n")
    sys.stdout.write(f"{len(pictures)} pictures, {len(wrong)} flaws: {args.out / 'index.html'}\n")
    return EXIT_FLAWS if wrong else 0
