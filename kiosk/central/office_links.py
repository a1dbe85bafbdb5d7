"""What central keeps of an office besides its events: devices' keys, published configurations, today's figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.central.account_log import CONSOLE
from kiosk.central.scope import EVERYWHERE, Scope
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.lib.units import WallMs

if TYPE_CHECKING:
    from kiosk.sync.office_wire import PublishedVersions, TodaysFigures


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device whose key central holds.

    Attributes:
        revoked_at: UTC; None while it may send.
    """

    office: OfficeId
    device: DeviceId
    public_key: str
    enrolled_at: WallMs
    revoked_at: WallMs | None


class OfficeLinks(Protocol):
    """What is kept, for whoever only asks."""

    def admit(self, office: OfficeId, device: DeviceId, public_key: str, now: WallMs) -> None:
        """Keep a device's key that a person carried here.

        Raises:
            NotAllowed: The office is unknown, or that key was revoked.
        """
        ...

    def revoke(self, office: OfficeId, device: DeviceId, now: WallMs, actor: str = CONSOLE) -> None:
        """Refuse a device from now on; what it sent stays.

        Raises:
            NotAllowed: The office has no such device.
        """
        ...

    def devices(self) -> list[KnownDevice]:
        """List all devices by office and id."""
        ...

    def publish(self, office: OfficeId, effective_from: str, text: str, now: WallMs) -> None:
        """Publish a configuration for a date (ISO 8601), in place of the one for the same date.

        Raises:
            NotAllowed: The office is unknown.
        """
        ...

    def published(self, office: OfficeId) -> PublishedVersions:
        """Give the latest published configurations, in the order of their dates."""
        ...

    def keep_today(self, office: OfficeId, figures: TodaysFigures) -> TodaysFigures:
        """Keep an office's figures unless later ones are held; gives those that are held then."""
        ...

    def today(self, office: OfficeId, scope: Scope = EVERYWHERE) -> TodaysFigures | None:
        """Give the latest figures that an office of a scope told apart from its log; None without any."""
        ...
