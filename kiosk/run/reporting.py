"""What a report must know of this office, from its configuration and this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.domain.moment import Moment
from kiosk.lib.clock import SystemClock
from kiosk.reports.hours import open_part
from kiosk.reports.report import Setting
from kiosk.run.paths import DeskPaths
from kiosk.sync.cursor import load_cursor
from kiosk.sync.enrol import load_enrolment

if TYPE_CHECKING:
    from kiosk.config import Config


def report_setting(config: Config) -> Setting:
    """Give it as it is now."""
    clock, zone = SystemClock(), ZoneInfo(config.office.timezone)
    return Setting(
        office=config.office.name,
        catalogue=config.catalogue,
        zone=zone,
        now=Moment(clock.wall(), clock.boot(), clock.boot_ns(), clock_ok=True),
        open_ms=open_part(config.office_calendar, zone),
        acknowledged=_acknowledged(DeskPaths.of(config)),
    )


def _acknowledged(paths: DeskPaths) -> tuple[str, int] | None:
    """Tell the last event that central holds; None for an office that is not enrolled."""
    if load_enrolment(paths.state) is None:
        return None
    cursor = load_cursor(paths.state)
    return cursor.chain, cursor.seq
