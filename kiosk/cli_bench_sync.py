"""`kiosk bench sync`: how fast a central server takes what desks held back."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

DEFAULT_EVENTS = 60_000
"""Thirty days of a busy office: 500 visits a day, four events each."""


def add_sync_bench(bench: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the measurement to `kiosk bench`."""
    sync = bench.add_parser("sync", help="how fast central takes in what a desk held back")
    sync.add_argument("--events", type=int, default=DEFAULT_EVENTS)
    sync.add_argument(
        "--database",
        help="central's; without it a PostgreSQL made for this, or SQLite where none is installed",
    )
    sync.add_argument("--workers", type=int, default=2, help="stateless; one on SQLite")
    sync.add_argument("--json", action="store_true", help="print JSON")
    sync.set_defaults(run=_sync)


def _sync(args: argparse.Namespace) -> int:
    from kiosk.bench.sync import measure_sync

    figures = measure_sync(args.events, args.database, args.workers)
    lines = [f"{name:16} {value}" for name, value in figures.items()]
    sys.stdout.write((json.dumps(figures, indent=1) if args.json else "\n".join(lines)) + "\n")
    return 0
