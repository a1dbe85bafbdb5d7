"""What a machine tells of itself for central: a few figures, and which checks found something."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from kiosk.doctor.board import TemperatureCheck
from kiosk.doctor.calendar import CalendarCheck
from kiosk.doctor.check import Level
from kiosk.doctor.checks import machine_checks
from kiosk.doctor.data import MIB, ClockCheck, DatabaseCheck, DiskCheck
from kiosk.doctor.examine import examine
from kiosk.doctor.hall import SpeakerCheck
from kiosk.doctor.models import ModelsCheck
from kiosk.doctor.outside import ClockSourceCheck
from kiosk.doctor.pages import PagesCheck
from kiosk.doctor.readings import SYSTEM
from kiosk.doctor.storage import CardCheck, WriteCheck
from kiosk.doctor.voice import VoiceCheck
from kiosk.lib.board import CHANGED
from kiosk.sync.health_wire import Disk, Incident, MachineState

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.doctor.check import Check, Context
    from kiosk.sync.health_wire import Software


def quick_checks(root: Path = SYSTEM) -> list[Check]:
    """List the checks that take milliseconds and write nothing."""
    machine = [check for check in machine_checks(root) if not isinstance(check, WriteCheck)]
    return [DiskCheck(), ClockCheck(), CalendarCheck(), DatabaseCheck(), *machine]


def slow_checks() -> list[Check]:
    """List those that read large files or write to the disk: for once a day."""
    return [ModelsCheck(), VoiceCheck(), SpeakerCheck(), PagesCheck(), WriteCheck()]


def incidents(checks: list[Check], context: Context) -> tuple[Incident, ...]:
    """Run checks and name those that found something; what it is stays here, in the words of `kiosk doctor`."""
    return tuple(
        Incident(one.name, "fault" if one.finding.level is Level.FAULT else "warning")
        for one in examine(checks, context)
        if one.finding.level is not Level.OK
    )


def describe(
    context: Context, software: Software, found: tuple[Incident, ...], root: Path = SYSTEM
) -> MachineState:
    """Read the machine's figures, and put them together with what was found."""
    usage = shutil.disk_usage(context.paths.state)
    return MachineState(
        software,
        ModelsCheck().present(),
        TemperatureCheck(root).celsius(),
        Disk(usage.free // MIB, usage.total // MIB, CardCheck(root).worn_percent()),
        ClockSourceCheck(root).source(),
        found,
        is_other_board=(root / CHANGED).exists(),
    )
