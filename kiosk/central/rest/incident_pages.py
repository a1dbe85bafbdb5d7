"""Incidents for auditors' browsers: the list, a new one, and each one's report to print, as CSV and as JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from kiosk.central.accounts import Role
from kiosk.central.api import body_of
from kiosk.central.duty import viewing
from kiosk.central.rest import incidents, reading
from kiosk.central.rest.incident_page import KINDS, TEMPLATES, moment, to_html
from kiosk.central.rest.incidents import IncidentKind, IncidentReport
from kiosk.central.scope import Scope
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from kiosk.central.accounts import Viewer
    from kiosk.central.door import Door
    from kiosk.central.pages import Pages
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock

MAX_FORM_BYTES = 2_048
SHEET = "/incidents/report.css"
EVERY_OFFICE = 100_000
"""More than there are: the form offers all offices of the area."""


class IncidentPages:
    """The pages; only auditors, and of their own areas."""

    def __init__(self, storage: Storage, door: Door, pages: Pages, clock: Clock) -> None:
        self._storage = storage
        self._door = door
        self._pages = pages
        pages.templates.filters["iso_moment"] = moment
        self._clock = clock

    def routes(self) -> list[Route]:
        """List the pages with their addresses."""
        return [
            Route("/incidents", self._for_auditors(self.all), methods=["GET"]),
            Route("/incidents", self._for_auditors(self.open), methods=["POST"]),
            Route(SHEET, _sheet),
            Route("/incidents/{incident}.csv", self._for_auditors(self.table)),
            Route("/incidents/{incident}.json", self._for_auditors(self.values)),
            Route("/incidents/{incident}", self._for_auditors(self.page)),
        ]

    async def all(self, _request: Request, viewer: Viewer) -> Response:
        """Show the incidents, and the form for another."""
        return await self._list(viewer, "")

    async def open(self, request: Request, viewer: Viewer) -> Response:
        """Note an incident, then show its report."""
        given = parse_qs((await body_of(request, MAX_FORM_BYTES)).decode("utf-8", "replace"))
        form = {name: values[0] for name, values in given.items()}
        try:
            incident = await run_in_threadpool(self._open, form, viewer)
        except (BadInput, NotAllowed):
            return await self._list(viewer, "Chưa ghi được: chọn nơi, và khoảng thời gian tối đa 31 ngày.")
        return RedirectResponse(f"/incidents/{incident}", 303)

    async def page(self, request: Request, viewer: Viewer) -> Response:
        """Show a report as it is printed."""
        return HTMLResponse(to_html(await self._report(request, viewer), SHEET))

    async def table(self, request: Request, viewer: Viewer) -> Response:
        """Give a report's tickets as CSV."""
        return Response(incidents.to_csv(await self._report(request, viewer)), media_type="text/csv")

    async def values(self, request: Request, viewer: Viewer) -> Response:
        """Give a report as JSON."""
        made = await self._report(request, viewer)
        return Response(msgspec.json.encode(made), media_type="application/json")

    def _open(self, form: dict[str, str], viewer: Viewer) -> str:
        office = OfficeId(form.get("office", ""))
        scope = _audited(viewer)
        if self._storage.work_as(viewing(scope), partial(reading.office, scope=scope, wanted=office)) is None:
            raise NotAllowed(
                f"no office {office} in this area", vi=f"Không có điểm {office} trong địa bàn này."
            )
        if form.get("kind") not in set(IncidentKind):
            raise BadInput("no kind of incident", vi="Chọn loại sự cố.")
        window = (incidents.read_local(form.get("since", "")), incidents.read_local(form.get("until", "")))
        kind, now = IncidentKind(form["kind"]), self._clock.wall()
        return incidents.open_incident(self._storage, office, kind, window, now, actor=viewer.account)

    async def _list(self, viewer: Viewer, problem: str) -> Response:
        scope = _audited(viewer)
        listed = await run_in_threadpool(
            self._storage.work_as, viewing(scope), partial(incidents.list_incidents, scope=scope)
        )
        offices = await run_in_threadpool(
            self._storage.work_as,
            viewing(scope),
            partial(reading.offices, scope=scope, after="", limit=EVERY_OFFICE),
        )
        status = 400 if problem else 200
        return self._pages.page(
            "incidents.html",
            viewer,
            status,
            listed=listed,
            offices=offices.offices,
            incident_kinds=KINDS,
            problem=problem,
        )

    async def _report(self, request: Request, viewer: Viewer) -> IncidentReport:
        incident, now = request.path_params["incident"], self._clock.wall()
        return await run_in_threadpool(incidents.report, self._storage, _audited(viewer), incident, now)

    def _for_auditors(
        self, show: Callable[[Request, Viewer], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            viewer = await self._door.viewer(request)
            if viewer is None:
                return RedirectResponse("/", 303)
            if not viewer.is_auditor:
                raise NotAllowed(
                    "incidents are for auditors", vi="Chỉ tài khoản kiểm tra được xem và ghi sự cố."
                )
            return await show(request, viewer)

        return answer


async def _sheet(_request: Request) -> Response:
    return FileResponse(TEMPLATES / "incident.css")


def _audited(viewer: Viewer) -> Scope:
    return Scope(tuple(right.area for right in viewer.rights if right.role is Role.AUDITOR))
