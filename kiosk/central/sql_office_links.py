"""Devices' keys, published configurations and today's figures in any SQL database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from kiosk.central import publishing, registry
from kiosk.central.account_log import CONSOLE, Happening, note
from kiosk.central.duty import MANAGING, Duty, asking, keeping, viewing
from kiosk.central.office_links import KnownDevice
from kiosk.central.scope import EVERYWHERE, Scope
from kiosk.sync.office_wire import TodaysFigures

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from kiosk.central.session import Session
    from kiosk.domain.ids import DeviceId, OfficeId
    from kiosk.lib.units import WallMs
    from kiosk.sync.office_wire import PublishedVersions


class SqlOfficeLinks(ABC):
    """What a database keeps that can open a transaction; see `kiosk.central.office_links.OfficeLinks`."""

    @abstractmethod
    def _transaction(self, duty: Duty) -> AbstractContextManager[Session]:
        """Open a transaction; see `kiosk.central.sql_storage`."""

    def admit(self, office: OfficeId, device: DeviceId, public_key: str, now: WallMs) -> None:
        """Keep a device's key that a person carried here."""
        with self._transaction(MANAGING) as session:
            registry.admit(session, office, device, public_key, now)
            note(session, Happening("DeviceAdmitted", CONSOLE, f"{office} {device}"), now)

    def revoke(self, office: OfficeId, device: DeviceId, now: WallMs, actor: str = CONSOLE) -> None:
        """Refuse a device from now on; what it sent stays."""
        with self._transaction(MANAGING) as session:
            registry.revoke(session, office, device, now)
            note(session, Happening("DeviceRevoked", actor, f"{office} {device}"), now)

    def devices(self) -> list[KnownDevice]:
        """List all devices by office and id."""
        with self._transaction(replace(MANAGING, writes=False)) as session:
            found = session.rows(
                "SELECT office, device, public_key, enrolled_at, revoked_at FROM device ORDER BY office, device"
            )
        return [KnownDevice(*row) for row in found]

    def publish(self, office: OfficeId, effective_from: str, text: str, now: WallMs) -> None:
        """Publish a configuration for a date, in place of the one for the same date."""
        with self._transaction(MANAGING) as session:
            publishing.publish(session, office, effective_from, text, CONSOLE, now)

    def published(self, office: OfficeId) -> PublishedVersions:
        """Give the latest published configurations, in the order of their dates."""
        with self._transaction(asking(office)) as session:
            return publishing.published(session, office)

    def keep_today(self, office: OfficeId, figures: TodaysFigures) -> TodaysFigures:
        """Keep an office's figures unless later ones are held; gives those that are held then."""
        with self._transaction(keeping(office)) as session:
            held = _today(session, office)
            if held is not None and held.at >= figures.at:
                return held
            session.run(
                "INSERT INTO today (office, figures) VALUES (?, ?)"
                " ON CONFLICT (office) DO UPDATE SET figures = excluded.figures",
                (office, msgspec.json.encode(figures).decode()),
            )
        return figures

    def today(self, office: OfficeId, scope: Scope = EVERYWHERE) -> TodaysFigures | None:
        """Give the latest figures that an office of a scope told apart from its log; None without any."""
        with self._transaction(viewing(scope)) as session:
            return _today(session, office)


def _today(session: Session, office: OfficeId) -> TodaysFigures | None:
    found = session.rows("SELECT figures FROM today WHERE office = ?", (office,))
    return msgspec.json.decode(found[0][0], type=TodaysFigures) if found else None
