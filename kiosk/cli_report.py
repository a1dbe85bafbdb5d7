"""`kiosk report`: the office's figures, printed or written to a file."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli_config import add_config
from kiosk.config import load_config
from kiosk.errors import BadInput
from kiosk.run.paths import DeskPaths

if TYPE_CHECKING:
    import argparse

    from kiosk.config import Config
    from kiosk.reports.legs import Period
    from kiosk.reports.report import Report
    from kiosk.reports.source import DeskLog
    from kiosk.reports.table import Table

PRINTED_WIDTH = 16
"""Characters a column takes on a terminal."""

PRINTED_COLUMNS = 8
"""More columns are printed as "heading: value", row by row."""


def add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk report` to the commands."""
    report = commands.add_parser("report", help="waits and services by day, field, hour or officer")
    add_config(report)
    report.add_argument("--day", help="one day, such as 2026-11-21; the newest without it")
    report.add_argument("--from", dest="first", help="first day of a period")
    report.add_argument("--to", dest="last", help="its last day")
    report.add_argument(
        "--baseline",
        nargs=2,
        metavar=("FROM", "TO"),
        help="compare with these days; else with the office's baseline",
    )
    report.add_argument("--by", choices=("day", "field", "hour", "officer"), default="field")
    report.add_argument(
        "--legs", metavar="FIGURE", help="open a figure: wait, wait_open, total_wait, walk, serve"
    )
    report.add_argument("--group", help="with --legs: only this field, hour (08), officer or day")
    report.add_argument(
        "--privacy",
        type=int,
        metavar="YEAR",
        help="the yearly review of what was done with faces; text or --json",
    )
    form = report.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything, as open JSON")
    form.add_argument("--csv", type=Path, metavar="FILE", help="the table, with Vietnamese headings")
    form.add_argument("--xlsx", type=Path, metavar="FILE", help="all tables, with Vietnamese headings")
    report.set_defaults(run=_report)


def _report(args: argparse.Namespace) -> int:
    from kiosk.reports.figures import By
    from kiosk.reports.legs import Period
    from kiosk.reports.report import make_report
    from kiosk.reports.source import DeskLog
    from kiosk.run.reporting import report_setting

    config = load_config(args.config)
    with DeskLog(DeskPaths.of(config).database) as log:
        if args.privacy is not None:
            _write_privacy(args, log, config)
            return 0
        period = _period(args, log)
        if args.legs is not None:
            _write_table(args, _open_figure(args, log, period, config))
            return 0
        setting = report_setting(config)
        if args.baseline is not None:
            setting = replace(setting, baseline=Period.parse(*args.baseline))
        _write(args, make_report(log, period, By(args.by), setting), _field_names(config))
    return 0


def _write_privacy(args: argparse.Namespace, log: DeskLog, config: Config) -> None:
    from zoneinfo import ZoneInfo

    from kiosk.reports.privacy import review_year
    from kiosk.reports.privacy_text import to_json, to_text

    if args.csv is not None or args.xlsx is not None:
        raise BadInput("--privacy is written as text, or with --json")
    review = review_year(log, config.office.name, args.privacy, ZoneInfo(config.office.timezone))
    sys.stdout.write(to_json(review) + "\n" if args.json else to_text(review))


def _period(args: argparse.Namespace, log: DeskLog) -> Period:
    from kiosk.reports.legs import Period
    from kiosk.reports.source import latest_day

    if args.day is not None and (args.first or args.last):
        raise BadInput("give --day, or --from and --to, not both")
    first = args.day or args.first or args.last or latest_day(log).isoformat()
    return Period.parse(first, args.day or args.last or args.first or first)


def _open_figure(args: argparse.Namespace, log: DeskLog, period: Period, config: Config) -> Table:
    """Give the legs behind a figure, with why each one is left out."""
    from kiosk.reports.figures import By, behind
    from kiosk.reports.report import gather
    from kiosk.reports.samples import Figure
    from kiosk.reports.tables import behind_table
    from kiosk.run.reporting import report_setting

    if args.legs not in list(Figure):
        raise BadInput(f"there is no figure {args.legs!r}; there are {', '.join(Figure)}")
    figure, setting = Figure(args.legs), report_setting(config)
    by = By(args.by) if args.group else None
    found = behind(gather(log, period, setting), figure, by, args.group or "")
    return behind_table(found, _field_names(config), setting.zone)


def _field_names(config: Config) -> dict[str, str]:
    return {field.code: field.name_vi for field in config.field}


def _write(args: argparse.Namespace, report: Report, field_names: dict[str, str]) -> None:
    from kiosk.reports.export import to_json
    from kiosk.reports.tables import figures_table, tables

    if args.json:
        sys.stdout.write(to_json(report) + "\n")
    elif args.xlsx is not None:
        from kiosk.reports.workbook import to_xlsx

        _save(args.xlsx, to_xlsx(tables(report, field_names)))
    elif args.csv is not None:
        _write_table(args, figures_table(report, field_names))
    else:
        sys.stdout.write(f"{report.office}, {report.period}\n")
        for table in tables(report, field_names)[:-1]:
            sys.stdout.write(f"\n{table.title}\n{_printed(table)}")


def _write_table(args: argparse.Namespace, table: Table) -> None:
    from kiosk.reports.table import table_to_json, to_csv

    if args.csv is not None:
        _save(args.csv, to_csv(table).encode())
    elif args.xlsx is not None:
        from kiosk.reports.workbook import to_xlsx

        _save(args.xlsx, to_xlsx([table]))
    elif args.json:
        sys.stdout.write(table_to_json(table) + "\n")
    else:
        sys.stdout.write(_printed(table))


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}; name another file") from error


def _printed(table: Table) -> str:
    """Write a table for a terminal: each row as lines of heading and value when it is wide."""
    wide = len(table.headings) > PRINTED_COLUMNS
    lines = []
    for row in table.rows:
        cells = ["" if cell is None else str(cell) for cell in row]
        pairs = zip(table.headings, cells, strict=False)
        if wide:
            lines.append("; ".join(f"{heading}: {cell}" for heading, cell in pairs if cell))
        else:
            lines.append("  ".join(f"{cell:<{PRINTED_WIDTH}}" for cell in cells).rstrip())
    heading = [] if wide else ["  ".join(f"{text:<{PRINTED_WIDTH}}" for text in table.headings).rstrip()]
    return "\n".join([*heading, *lines, ""])
