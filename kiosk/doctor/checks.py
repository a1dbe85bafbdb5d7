"""The checks that `kiosk doctor` makes, in the order in which it makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.calendar import CalendarCheck
from kiosk.doctor.camera import CameraCheck
from kiosk.doctor.data import ClockCheck, DatabaseCheck, DiskCheck, SyncCheck
from kiosk.doctor.desk import DeskCheck
from kiosk.doctor.hall import PrinterCheck, SpeakerCheck
from kiosk.doctor.models import ModelsCheck
from kiosk.doctor.pages import PagesCheck
from kiosk.doctor.voice import VoiceCheck

if TYPE_CHECKING:
    from kiosk.doctor.check import Check


def checks(*, camera: bool = False) -> list[Check]:
    """List the checks.

    Args:
        camera: Also open the camera, which lights its indicator and takes it from a running screen.
    """
    always: list[Check] = [
        DiskCheck(),
        ClockCheck(),
        CalendarCheck(),
        DatabaseCheck(),
        DeskCheck(),
        PagesCheck(),
        SyncCheck(),
        ModelsCheck(),
        VoiceCheck(),
        SpeakerCheck(),
        PrinterCheck(),
    ]
    return [*always, CameraCheck()] if camera else always
