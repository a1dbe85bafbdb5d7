"""What people read at central: the offices, and one office's days and visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse
from starlette.routing import Route

from kiosk.central.storage import Figures, OfficeOverview, VisitRow
from kiosk.domain.ids import OfficeId
from kiosk.lib.units import MS_PER_S
from kiosk.sync.office_wire import TodaysFigures

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kiosk.central.guard import ReaderGate
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock
    from kiosk.lib.units import WallMs

TEMPLATES = Path(__file__).parent / "templates"
VIETNAM = timezone(timedelta(hours=7))
"""One zone for the whole country, without summer time since 1975 (IANA Asia/Ho_Chi_Minh)."""

DAYS_SHOWN = 31
VISITS_SHOWN = 200
MS_PER_MINUTE = 60 * MS_PER_S
QUIET_AFTER_MS = 24 * 60 * MS_PER_MINUTE
"""An office that sent nothing for a day is marked; a weekend marks it, too, and that is right."""

NONE = "–"
HOWS = {"face": "Khuôn mặt", "plain": "Lấy số", "staff": "Cán bộ"}


@dataclass(frozen=True, slots=True)
class OfficePage:
    """Everything on one office's page."""

    overview: OfficeOverview
    days: Mapping[str, Figures]
    visits: list[VisitRow]
    chains: int
    today: TodaysFigures | None


class Pages:
    """The two pages and the door before them."""

    def __init__(self, storage: Storage, gate: ReaderGate, clock: Clock) -> None:
        self._storage = storage
        self._gate = gate
        self._clock = clock
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
        )
        self._templates.filters |= {
            "minutes": _minutes,
            "share": _share,
            "seconds": _seconds,
            "moment": _moment,
            "date": _date,
            "clock_time": _clock_time,
        }

    def routes(self) -> list[Route]:
        """List the pages with their addresses."""
        return [Route("/", self.offices), Route("/offices/{office}", self.office)]

    async def offices(self, request: Request) -> Response:
        """Show all offices."""
        refused = self._door(request)
        if refused is not None:
            return refused
        offices = await run_in_threadpool(self._storage.overview)
        total = sum(office.figures.visits for office in offices)
        return self._page("offices.html", offices=offices, total=total)

    async def office(self, request: Request) -> Response:
        """Show one office's days and latest visits."""
        refused = self._door(request)
        if refused is not None:
            return refused
        page = await run_in_threadpool(self._load, OfficeId(request.path_params["office"]))
        if page is None:
            return self._page("missing.html", 404)
        return self._page("office.html", page=page)

    def _load(self, office: OfficeId) -> OfficePage | None:
        overview = next((one for one in self._storage.overview() if one.office == office), None)
        if overview is None:
            return None
        visits = self._storage.visits(office)[-VISITS_SHOWN:]
        days = self._storage.days(office, DAYS_SHOWN)
        return OfficePage(
            overview, days, visits[::-1], len(self._storage.heads(office)), self._storage.today(office)
        )

    def _door(self, request: Request) -> Response | None:
        if "token" in request.query_params:
            return self._gate.sign_in(request) or self._page("door.html", 401, wrong=True)
        if self._gate.admits(request):
            return None
        return self._page("door.html", 401, wrong=False)

    def _page(self, template: str, status: int = 200, **values: object) -> Response:
        now = self._clock.wall()
        html = self._templates.get_template(template).render(
            now=now, quiet_before=now - QUIET_AFTER_MS, hows=HOWS, **values
        )
        return HTMLResponse(html, status)


def _minutes(ms: float) -> str:
    return f"{ms / MS_PER_MINUTE:.1f}".replace(".", ",") + " phút"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else NONE


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return NONE
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _moment(at: WallMs | None) -> str:
    if at is None:
        return "chưa có"
    return datetime.fromtimestamp(at // MS_PER_S, VIETNAM).strftime("%H:%M %d/%m/%Y")


def _date(day: str) -> str:
    year, _, rest = day.partition("-")
    month, _, of_month = rest.partition("-")
    return f"{of_month}/{month}/{year}" if len(of_month) == len("31") else "không rõ ngày"


def _clock_time(arrived_at: str) -> str:
    utc = datetime.strptime(arrived_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return utc.astimezone(VIETNAM).strftime("%H:%M:%S")
