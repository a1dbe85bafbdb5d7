"""The pages about devices: all of an area, one of them, a code for a new one, releases on offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from kiosk.central import commands, fleet, health, releases
from kiosk.central.accounts import SEE_FLEET, Role
from kiosk.central.fleet_trouble import judge_all
from kiosk.central.keepers import gone
from kiosk.central.scope import ALL
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.errors import BadInput
from kiosk.lib.qr import qr_path
from kiosk.lib.units import MS_PER_S, WallMs
from kiosk.sync.invitation import Invitation, write_invitation

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.routing import Route

    from kiosk.central.fleet import FleetDevice, Place
    from kiosk.central.fleet_trouble import Judged
    from kiosk.central.health import DayHealth
    from kiosk.central.keepers import Frame, Visit
    from kiosk.central.releases import OfferedRelease
    from kiosk.central.scope import Scope
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock

TECHNICIANS = (Role.TECHNICIAN,)
PLANNERS = (Role.PLANNER,)

SHOWN_CODE_LIFE_MS = 3_600 * MS_PER_S
"""A code on a screen is for the technician who stands before the device now."""


class FleetPages:
    """What technicians and planners see of devices; only technicians change something there."""

    def __init__(self, storage: Storage, clock: Clock, frame: Frame) -> None:
        self._storage = storage
        self._clock = clock
        self._frame = frame

    def routes(self) -> list[Route]:
        """List the pages and forms with their addresses."""
        frame = self._frame
        return [
            frame.reading("/fleet", SEE_FLEET, self.fleet),
            frame.reading("/fleet/{office}/{device}", SEE_FLEET, self.device),
            frame.doing("/fleet/{office}/{device}/revoke", TECHNICIANS, self.revoke),
            frame.reading("/enrolment", TECHNICIANS, self.enrolment),
            frame.doing("/enrolment", TECHNICIANS, self.enrol),
            frame.reading("/releases", SEE_FLEET, self.releases),
            frame.doing("/releases/{release}/withdraw", PLANNERS, self.withdraw_release),
        ]

    async def fleet(self, visit: Visit) -> Response:
        """Show all devices of who looks, those in trouble first."""
        judged = await run_in_threadpool(self._judged, visit.viewer.over(*SEE_FLEET))
        in_trouble = sum(1 for one in judged if one.troubles)
        return self._frame.page("fleet.html", visit.viewer, judged=judged, in_trouble=in_trouble)

    async def device(self, visit: Visit) -> Response:
        """Show one device with its last quarter."""
        office, id_ = OfficeId(visit.place("office")), DeviceId(visit.place("device"))
        scope = visit.viewer.over(*SEE_FLEET)
        judged = next(
            (one for one in await run_in_threadpool(self._judged, scope, office) if one.device.device == id_),
            None,
        )
        if judged is None:
            return self._frame.page("no_right.html", visit.viewer, 404)
        days: list[tuple[str, DayHealth]] = await run_in_threadpool(
            self._storage.manage, lambda session: health.history(session, office, id_), writes=False
        )
        may_revoke = visit.viewer.over(*TECHNICIANS).covers(judged.device.place.area)
        return self._frame.page("device.html", visit.viewer, judged=judged, days=days, may_revoke=may_revoke)

    async def revoke(self, visit: Visit) -> Response:
        """Refuse a device from now on."""
        place = await self._place(visit.viewer.over(*TECHNICIANS), visit.place("office"))
        device = DeviceId(visit.place("device"))
        await run_in_threadpool(
            self._storage.revoke, place.office, device, self._clock.wall(), visit.viewer.account
        )
        return gone(f"/fleet/{place.office}/{device}")

    async def enrolment(self, visit: Visit) -> Response:
        """Ask for which office a code is to be."""
        offices = await run_in_threadpool(self._places, visit.viewer.over(*TECHNICIANS))
        chosen = visit.request.query_params.get("office", "")
        return self._frame.page("enrolment.html", visit.viewer, offices=offices, chosen=chosen, shown=None)

    async def enrol(self, visit: Visit) -> Response:
        """Make a code, and show it this once."""
        scope = visit.viewer.over(*TECHNICIANS)
        place = await self._place(scope, visit.form.get("office", ""))
        now = self._clock.wall()
        code = await run_in_threadpool(
            commands.new_code, self._storage, place.office, now, SHOWN_CODE_LIFE_MS, visit.viewer.account
        )
        address = str(visit.request.base_url).rstrip("/")
        side, path = qr_path(write_invitation(Invitation(address, place.office, code)))
        shown = {
            "code": code,
            "place": place,
            "address": address,
            "until": WallMs(now + SHOWN_CODE_LIFE_MS),
            "side": side,
            "path": path,
        }
        return self._frame.page("enrolment.html", visit.viewer, offices=[], chosen="", shown=shown)

    async def releases(self, visit: Visit) -> Response:
        """Show the releases on offer, and how many devices have each."""
        scope = visit.viewer.over(*SEE_FLEET)
        offered: list[OfferedRelease] = await run_in_threadpool(
            self._storage.manage, releases.listed, writes=False
        )
        devices: list[FleetDevice] = await run_in_threadpool(self._devices, scope)
        software = [one.report.machine.software for one in devices if one.report and one.revoked_at is None]
        rows = [
            (
                one,
                sum(1 for each in software if each.release == one.release),
                sum(1 for each in software if each.staged == one.release),
            )
            for one in offered
        ]
        planning = visit.viewer.over(*PLANNERS)
        return self._frame.page(
            "releases.html", visit.viewer, rows=rows, total=len(software), planning=planning
        )

    async def withdraw_release(self, visit: Visit) -> Response:
        """Offer a release no longer."""
        release = visit.place("release")
        known: list[OfferedRelease] = await run_in_threadpool(
            self._storage.manage, releases.listed, writes=False
        )
        scope = visit.viewer.over(*PLANNERS)
        if not any(one.release == release and scope.covers(one.area or ALL) for one in known):
            raise BadInput(
                f"release {release} is not on offer in your area",
                vi=f"Bản {release} không được mời ở địa bàn của bạn. Chọn một bản trong danh sách.",
            )
        now, actor = self._clock.wall(), visit.viewer.account
        await run_in_threadpool(
            self._storage.manage, lambda session: releases.withdraw(session, release, actor, now)
        )
        return gone("/releases")

    async def _place(self, scope: Scope, office: str) -> Place:
        found: Place | None = await run_in_threadpool(
            self._storage.manage,
            lambda session: fleet.place_of(session, scope, OfficeId(office)),
            writes=False,
        )
        if found is None:
            raise BadInput(
                f"there is no office {office} in your area",
                vi=f"Không có điểm một cửa {office} trong địa bàn của bạn.",
            )
        return found

    def _places(self, scope: Scope) -> list[Place]:
        return self._storage.manage(lambda session: fleet.places(session, scope), writes=False)

    def _devices(self, scope: Scope, office: OfficeId | None = None) -> list[FleetDevice]:
        return self._storage.manage(lambda session: fleet.devices(session, scope, office), writes=False)

    def _judged(self, scope: Scope, office: OfficeId | None = None) -> list[Judged]:
        return judge_all(self._devices(scope, office), self._clock.wall())
