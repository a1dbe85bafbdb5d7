"""The devices of a scope, with what each told last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from kiosk.central.scope import Scope
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.lib.units import WallMs
from kiosk.sync.health_wire import HealthReport

if TYPE_CHECKING:
    from kiosk.central.session import Session


@dataclass(frozen=True, slots=True)
class Place:
    """An office as keepers know it."""

    office: OfficeId
    name: str
    area: str


@dataclass(frozen=True, slots=True)
class FleetDevice:
    """A device that was enrolled once.

    Attributes:
        revoked_at: UTC; None while it may send.
        reported_at: When its last report came, by central's clock; None, as the report, before the first.
    """

    place: Place
    device: DeviceId
    enrolled_at: WallMs
    revoked_at: WallMs | None
    reported_at: WallMs | None
    report: HealthReport | None


def places(session: Session, scope: Scope) -> list[Place]:
    """List the offices of a scope by area and name."""
    found = session.rows("SELECT office, name, area FROM office ORDER BY area, name, office")
    return [Place(OfficeId(office), name, area) for office, name, area in found if scope.covers(area)]


def place_of(session: Session, scope: Scope, office: OfficeId) -> Place | None:
    """Give an office; None where there is none in the scope."""
    found = session.rows("SELECT name, area FROM office WHERE office = ?", (office,))
    return Place(office, *found[0]) if found and scope.covers(found[0][1]) else None


def devices(session: Session, scope: Scope, office: OfficeId | None = None) -> list[FleetDevice]:
    """List the devices of a scope, or those of one office of it, by office and id."""
    which, values = ("", ()) if office is None else (" WHERE device.office = ?", (office,))
    found = session.rows(
        "SELECT device.office, office.name, office.area, device.device, enrolled_at, revoked_at, reported_at, report"
        " FROM device JOIN office ON office.office = device.office"
        " LEFT JOIN device_health ON device_health.office = device.office"
        f" AND device_health.device = device.device{which} ORDER BY device.office, device.device",
        values,
    )
    return [
        FleetDevice(
            Place(OfficeId(office_id), name, area),
            DeviceId(device),
            enrolled_at,
            revoked_at,
            reported_at,
            msgspec.json.decode(report, type=HealthReport) if report is not None else None,
        )
        for office_id, name, area, device, enrolled_at, revoked_at, reported_at, report in found
        if scope.covers(area)
    ]


def area_of(session: Session, office: OfficeId) -> str | None:
    """Give where an office is; None for an unknown one."""
    found = session.rows("SELECT area FROM office WHERE office = ?", (office,))
    return str(found[0][0]) if found else None


def lies_in(place: Place, area: str) -> bool:
    """Tell whether an office lies in an area."""
    return Scope((area,)).covers(place.area)
