"""What devices hand to central and ask of it about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.domain.ids import DeviceId, OfficeId
    from kiosk.lib.units import WallMs
    from kiosk.sync.health_wire import HealthReport, Offer


class FleetLinks(Protocol):
    """What is kept, for whoever only asks."""

    def keep_health(
        self, office: OfficeId, device: DeviceId, report: HealthReport, now: WallMs
    ) -> Offer | None:
        """Keep what a device told; gives the release that it is offered, None where it has that or there is none."""
        ...

    def offered(self, office: OfficeId, release: str) -> Offer | None:
        """Give a release that is on offer where an office is; None where it is not."""
        ...
