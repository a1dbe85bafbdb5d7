"""Devices' reports and releases on offer in any SQL database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from kiosk.central import health, releases
from kiosk.central.duty import Duty, asking, keeping

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from kiosk.central.session import Session
    from kiosk.domain.ids import DeviceId, OfficeId
    from kiosk.lib.units import WallMs
    from kiosk.sync.health_wire import HealthReport, Offer


class SqlFleetLinks(ABC):
    """What a database keeps that can open a transaction; see `kiosk.central.fleet_links.FleetLinks`."""

    @abstractmethod
    def _transaction(self, duty: Duty) -> AbstractContextManager[Session]:
        """Open a transaction; see `kiosk.central.sql_storage`."""

    def keep_health(
        self, office: OfficeId, device: DeviceId, report: HealthReport, now: WallMs
    ) -> Offer | None:
        """Keep what a device told; gives the release that it is offered."""
        with self._transaction(keeping(office)) as session:
            health.keep(session, office, device, report, now)
            return releases.offer_for(session, office, report.machine.software)

    def offered(self, office: OfficeId, release: str) -> Offer | None:
        """Give a release that is on offer where an office is."""
        with self._transaction(asking(office)) as session:
            return releases.offered_to(session, office, release)
