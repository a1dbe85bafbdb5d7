"""Where sync stands, in one line or as JSON; beside a running desk or without one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from kiosk.run.paths import DeskPaths
from kiosk.sync.cursor import Cursor, load_cursor
from kiosk.sync.enrol import load_enrolment
from kiosk.sync.push import Backlog, measure_backlog

if TYPE_CHECKING:
    from kiosk.config import Config

CLOCK_TOLERANCE_MIN = 5
"""Beyond it, times at central do not fit those of other offices."""


class SyncReport(msgspec.Struct, frozen=True):
    """Where sync stands.

    Attributes:
        central: Empty where the device is not enrolled.
        unsent: Events that central does not hold.
        unsent_since: When the oldest of them happened, UTC in milliseconds; None without any.
        acknowledged_at: When central last acknowledged something; None before the first.
        problem: Why the latest try failed; empty when it did not.
        config_problem: Why what central publishes is not in force; empty when it is.
        clock_ahead_min: This machine's clock against central's; None before they were compared.
    """

    central: str
    unsent: int
    unsent_since: int | None
    acknowledged_at: int | None
    problem: str
    config_problem: str
    clock_ahead_min: int | None


def report_sync(config: Config) -> SyncReport:
    """Measure where sync stands.

    Raises:
        BadInput: The enrolment cannot be read.
        DatabaseDamaged: There is no desk's database, or it cannot be read.
    """
    paths = DeskPaths.of(config)
    enrolled = load_enrolment(paths.state)
    cursor: Cursor = load_cursor(paths.state) if enrolled else Cursor()
    backlog: Backlog = measure_backlog(paths.database, cursor.chain, cursor.seq)
    return SyncReport(
        enrolled.central if enrolled else "",
        backlog.events,
        backlog.since,
        cursor.at,
        cursor.problem,
        cursor.config_problem,
        cursor.clock_ahead_min,
    )


def one_line(report: SyncReport) -> str:
    """Tell what is unsent, since when and why."""
    if not report.central:
        return f"not enrolled: {report.unsent} events stay on this machine only; enrol it with `kiosk enrol`"
    if report.unsent == 0:
        parts = [f"{report.central} holds everything"]
    else:
        parts = [f"{report.unsent} events since {_moment(report.unsent_since)} are not at {report.central}"]
    if report.problem:
        parts.append(report.problem)
    elif report.unsent:
        parts.append("they are being sent")
    if report.config_problem:
        parts.append(f"configuration: {report.config_problem}")
    ahead = report.clock_ahead_min or 0
    if abs(ahead) >= CLOCK_TOLERANCE_MIN:
        parts.append(f"this clock is {abs(ahead)} min {'ahead of' if ahead > 0 else 'behind'} central's")
    return "; ".join(parts)


def _moment(at: int | None) -> str:
    return datetime.fromtimestamp((at or 0) / 1000, UTC).strftime("%Y-%m-%d %H:%MZ")
