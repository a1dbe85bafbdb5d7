"""`kiosk bench reports`: how long the leaders' reports take at a province's size."""

from __future__ import annotations

import json
import sys
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING

from kiosk.errors import BadInput

if TYPE_CHECKING:
    import argparse

DEFAULT_OFFICES, DEFAULT_DAYS, DEFAULT_VISITS = 20, 250, 300
"""A year of twenty wards: some 1.5 million visits."""


def add_reports_bench(bench: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the measurement to `kiosk bench`."""
    reports = bench.add_parser("reports", help="how long the leaders' reports take at central")
    reports.add_argument(
        "--database", help="central's, as it is; without it one made for this, with invented days"
    )
    reports.add_argument("--offices", type=int, default=DEFAULT_OFFICES)
    reports.add_argument("--days", type=int, default=DEFAULT_DAYS, help="working days of each office")
    reports.add_argument("--visits", type=int, default=DEFAULT_VISITS, help="visits a day at each office")
    reports.add_argument(
        "--paint",
        action="store_true",
        help="with --database: open the leaders' pages in Chromium, too, and tell when they are painted",
    )
    reports.add_argument("--explain", action="store_true", help="print each query with the whole of its plan")
    reports.add_argument("--json", action="store_true", help="print JSON")
    reports.set_defaults(run=_reports)


def _reports(args: argparse.Namespace) -> int:
    from kiosk.bench.reports import measure_reports
    from kiosk.bench.reports_data import Size
    from kiosk.bench.reports_paint import measure_paint

    if args.paint and args.database is None:
        raise BadInput("--paint opens the pages of a database that is there; name it with --database")
    found = measure_reports(args.database, Size(args.offices, args.days, args.visits))
    painted = measure_paint(args.database) if args.paint else []
    if args.json:
        told = {"reports": [asdict(each) for each in found], "painted": [asdict(each) for each in painted]}
        sys.stdout.write(json.dumps(told, indent=1) + "\n")
        return 0
    sys.stdout.write(f"{'report':10} {'period':8} {'ms':>9} {'cpu':>9} {'database':>9} {'rows':>8}  plan\n")
    for each in found:
        sys.stdout.write(
            f"{each.topic:10} {each.span:8} {each.ms:9.1f} {each.cpu_ms:9.1f} {each.database_ms:9.1f} {each.rows:8}  {each.plan}\n"
        )
        if args.explain:
            sys.stdout.writelines(f"{textwrap.indent(plan, '    ')}\n" for plan in each.plans)
    for one in painted:
        sys.stdout.write(
            f"{one.page:20} answered {one.answered_ms:.0f} ms, first paint {one.first_ms:.0f} ms,"
            f" largest {one.largest_ms:.0f} ms\n"
        )
    return 0
