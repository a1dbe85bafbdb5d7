"""The checks that `kiosk doctor` makes, in the order in which it makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.board import BoardCheck, TemperatureCheck, VoltageCheck
from kiosk.doctor.calendar import CalendarCheck
from kiosk.doctor.data import ClockCheck, DatabaseCheck, DiskCheck, SyncCheck
from kiosk.doctor.desk import DeskCheck
from kiosk.doctor.glass import DisplayCheck, SoundCheck, TouchCheck
from kiosk.doctor.hall import PrinterCheck, SpeakerCheck
from kiosk.doctor.models import ModelsCheck
from kiosk.doctor.outside import ClockSourceCheck, NetworkCheck
from kiosk.doctor.pages import PagesCheck
from kiosk.doctor.readings import SYSTEM
from kiosk.doctor.software import SettingsCheck, VersionCheck
from kiosk.doctor.storage import CardCheck, WriteCheck
from kiosk.doctor.voice import VoiceCheck

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.config import Config
    from kiosk.doctor.check import Check


def checks(config: Config) -> list[Check]:
    """List the checks; all but the camera's, which lights its indicator and takes it from a running screen.

    A second kiosk of an office has no queue of its own: what is the desk's is told there.
    """
    own: list[Check] = [CalendarCheck(), DatabaseCheck(), PagesCheck(), SyncCheck()]
    return [
        DiskCheck(),
        ClockCheck(),
        DeskCheck(),
        *([] if config.relay.desk else own),
        ModelsCheck(),
        VoiceCheck(),
        SpeakerCheck(),
        PrinterCheck(),
        *machine_checks(),
    ]


def machine_checks(root: Path = SYSTEM) -> list[Check]:
    """List the checks of the machine itself; ``root`` is another one than ``/`` in tests only."""
    return [
        SettingsCheck(root),
        VersionCheck(root),
        BoardCheck(root),
        TemperatureCheck(root),
        VoltageCheck(root),
        CardCheck(root),
        WriteCheck(),
        NetworkCheck(root),
        ClockSourceCheck(root),
        DisplayCheck(root),
        TouchCheck(root),
        SoundCheck(root),
    ]
