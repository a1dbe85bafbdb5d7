"""Commands that measure desk, pages and screen: `kiosk bench desk`, `web`, `year`, `screen`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.lib.progress import show_progress

if TYPE_CHECKING:
    import argparse


def add_desk_benches(bench: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the four measurements to `kiosk bench`."""
    desk = bench.add_parser("desk", help="how fast the desk answers when every answer is durable")
    desk.add_argument("--counters", type=int, default=20)
    desk.add_argument("--boards", type=int, default=4)
    desk.add_argument("--seconds", type=float, default=20.0)
    desk.set_defaults(run=_desk)
    year = bench.add_parser("year", help="a year of visits in one database: opening, calling, size")
    year.add_argument("--days", type=int, default=250, help="working days; a year has about 250")
    year.add_argument("--visits", type=int, default=250, help="a day")
    year.set_defaults(run=_year)
    web = bench.add_parser("web", help="how fast officers see their clicks, and boards the calls")
    web.add_argument("--officers", type=int, default=20)
    web.add_argument("--boards", type=int, default=4)
    web.add_argument("--seconds", type=float, default=20.0)
    web.set_defaults(run=_web)
    screen = bench.add_parser("screen", help="how quickly the screen paints after a touch, and what it costs")
    screen.add_argument("--journeys", type=int, default=200, help="about 1.5 s each")
    screen.add_argument("--seed", type=int, default=1)
    screen.add_argument(
        "--seconds", type=float, default=8.0, help="how long preview and idle screen are watched"
    )
    screen.set_defaults(run=_screen)
    for command in (desk, year, web, screen):
        command.add_argument("--folder", type=Path, help="on the disk to measure")
        command.add_argument("--json", action="store_true", help="print JSON")


def _desk(args: argparse.Namespace) -> int:
    from kiosk.bench.desk import DeskLoad, measure_desk

    return _show(measure_desk(DeskLoad(args.counters, args.boards, args.seconds), args.folder), args)


def _web(args: argparse.Namespace) -> int:
    from kiosk.bench.web import WebLoad, measure_web

    return _show(measure_web(WebLoad(args.officers, args.boards, args.seconds), args.folder), args)


def _year(args: argparse.Namespace) -> int:
    from kiosk.bench.years import YearLoad, measure_year

    return _show(measure_year(YearLoad(args.days, args.visits), args.folder), args)


def _screen(args: argparse.Namespace) -> int:
    from kiosk.bench.screen import ScreenLoad, measure_screen

    load = ScreenLoad(args.journeys, args.seed, args.seconds)
    return _show(measure_screen(load, show_progress, args.folder), args)


def _show(figures: dict[str, Any], args: argparse.Namespace) -> int:
    lines = [f"{name:16} {value}" for name, value in figures.items()]
    sys.stdout.write((json.dumps(figures, indent=1) if args.json else "\n".join(lines)) + "\n")
    return 0
