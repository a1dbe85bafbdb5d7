"""This desk's way to central, where it is enrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.lib.signing import load_or_make_private_key
from kiosk.sync.client import CentralClient
from kiosk.sync.enrol import load_enrolment
from kiosk.sync.https import Way

if TYPE_CHECKING:
    from kiosk.config_office import SyncSection
    from kiosk.run.paths import DeskPaths


def way_of(section: SyncSection) -> Way:
    """Take from the configuration how central is reached."""
    return Way(section.proxy, section.authority)


def line_to_central(paths: DeskPaths, section: SyncSection) -> CentralClient | None:
    """Give the signed calls of this device; None before it was enrolled.

    Raises:
        BadInput: The enrolment or the key cannot be read.
        ConfigInvalid: The address that was kept is none.
    """
    enrolled = load_enrolment(paths.state)
    if enrolled is None:
        return None
    key = load_or_make_private_key(paths.device_key)
    return CentralClient(
        enrolled.central, OfficeId(enrolled.office), DeviceId(enrolled.device), key, way_of(section)
    )
