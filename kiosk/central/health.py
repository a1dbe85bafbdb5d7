"""What devices told of themselves: the latest of each, and a summary of each day, kept for a season."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from kiosk.central.session import Session
    from kiosk.domain.ids import DeviceId, OfficeId
    from kiosk.lib.units import WallMs
    from kiosk.sync.health_wire import HealthReport

DAYS_KEPT = 90
"""A season: long enough to see a card wear out or a fan fill with dust."""


class DayHealth(msgspec.Struct, frozen=True):
    """A device's day, by central's date in UTC.

    Attributes:
        reports: How many came; one in five minutes makes 288.
        slowest_fps: The camera's lowest rate; None where it was never open. The hottest part likewise.
        least_free_mib: Of the disk.
        longest_unsent_ms: Greatest age of an event that central did not hold.
        faults: Names of the checks that found a fault, each once.
    """

    reports: int
    version: str
    slowest_fps: float | None
    hottest_c: int | None
    least_free_mib: int
    worn_percent: int | None
    longest_unsent_ms: int
    faults: tuple[str, ...]


def keep(session: Session, office: OfficeId, device: DeviceId, report: HealthReport, now: WallMs) -> None:
    """Keep a report as the device's latest, and add it to its day."""
    session.run(
        "INSERT INTO device_health (office, device, reported_at, report) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (office, device) DO UPDATE"
        " SET reported_at = excluded.reported_at, report = excluded.report",
        (office, device, now, msgspec.json.encode(report).decode()),
    )
    today = datetime.fromtimestamp(now / MS_PER_S, UTC).date()
    found = session.rows(
        "SELECT summary FROM device_health_day WHERE office = ? AND device = ? AND date = ?",
        (office, device, today.isoformat()),
    )
    before = msgspec.json.decode(found[0][0], type=DayHealth) if found else None
    session.run(
        "INSERT INTO device_health_day (office, device, date, summary) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (office, device, date) DO UPDATE SET summary = excluded.summary",
        (office, device, today.isoformat(), msgspec.json.encode(add_up(before, report)).decode()),
    )
    if before is None:
        session.run(
            "DELETE FROM device_health_day WHERE office = ? AND device = ? AND date <= ?",
            (office, device, (today - timedelta(days=DAYS_KEPT)).isoformat()),
        )


def history(session: Session, office: OfficeId, device: DeviceId) -> list[tuple[str, DayHealth]]:
    """Give a device's days with their dates (ISO 8601), latest first."""
    found = session.rows(
        "SELECT date, summary FROM device_health_day WHERE office = ? AND device = ? ORDER BY date DESC",
        (office, device),
    )
    return [(date, msgspec.json.decode(summary, type=DayHealth)) for date, summary in found]


def add_up(before: DayHealth | None, report: HealthReport) -> DayHealth:
    """Add a report to a day; None begins it."""
    machine, disk = report.machine, report.machine.disk
    unsent_ms = max(0, report.at - report.unsent_since) if report.unsent_since is not None else 0
    faults = {incident.check for incident in machine.incidents if incident.level == "fault"}
    new = DayHealth(
        1,
        machine.software.version,
        report.camera.fps if report.camera is not None else None,
        machine.temperature_c,
        disk.free_mib,
        disk.worn_percent,
        unsent_ms,
        tuple(sorted(faults)),
    )
    if before is None:
        return new
    return DayHealth(
        before.reports + 1,
        new.version,
        min((fps for fps in (before.slowest_fps, new.slowest_fps) if fps is not None), default=None),
        max((heat for heat in (before.hottest_c, new.hottest_c) if heat is not None), default=None),
        min(before.least_free_mib, new.least_free_mib),
        new.worn_percent,
        max(before.longest_unsent_ms, new.longest_unsent_ms),
        tuple(sorted({*before.faults, *new.faults})),
    )
