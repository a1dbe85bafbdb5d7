"""What people read at central: the offices, and one office's days and visits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from kiosk.central.keeper_words import KEEPERS_KINDS
from kiosk.central.keepers import home_of
from kiosk.central.storage import Figures, OfficeOverview, VisitRow
from kiosk.domain.ids import OfficeId
from kiosk.errors import NotSignedIn
from kiosk.lib.units import MS_PER_S
from kiosk.sync.office_wire import TodaysFigures

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kiosk.central.accounts import Accounts, Viewer
    from kiosk.central.door import Door
    from kiosk.central.scope import Scope
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
HAPPENINGS_SHOWN = 200
KINDS = {
    "AccountSet": "Đặt tài khoản",
    "AccountRemoved": "Xóa tài khoản",
    "SignedIn": "Đăng nhập",
    "SignInFailed": "Đăng nhập sai",
    "AccountLocked": "Khóa tạm 15 phút",
    "SignedOut": "Đăng xuất",
    "OfficeSet": "Đặt điểm một cửa",
    "DeviceAdmitted": "Nhận khóa thiết bị",
    "DeviceRevoked": "Thu hồi thiết bị",
    "ConfigPublished": "Công bố cấu hình",
    **KEEPERS_KINDS,
    "ApiTokenMade": "Tạo mã truy cập",
    "ApiTokenRevoked": "Thu hồi mã truy cập",
    "HookAdded": "Thêm địa chỉ báo tin",
    "HookRemoved": "Bỏ địa chỉ báo tin",
    "HookRetried": "Báo tin lại",
    "IncidentOpened": "Ghi nhận sự cố",
}
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
    """The pages, and the door before them.

    Attributes:
        templates: Those of all pages, with their filters.
    """

    def __init__(
        self, storage: Storage, accounts: Accounts, door: Door, clock: Clock, fields: Mapping[str, str]
    ) -> None:
        self._storage = storage
        self._accounts = accounts
        self._door = door
        self._clock = clock
        self._fields = fields
        self.templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
        )
        self.templates.filters |= {
            "minutes": _minutes,
            "share": _share,
            "seconds": _seconds,
            "moment": _moment,
            "date": _date,
            "clock_time": _clock_time,
        }

    def routes(self) -> list[Route]:
        """List the pages with their addresses."""
        return [
            Route("/", self.behind_door(self.offices)),
            Route("/offices/{office}", self.behind_door(self.office)),
            Route("/accounts/log", self.behind_door(self.happenings)),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/sign-out", self._door.sign_out, methods=["POST"]),
        ]

    async def offices(self, _request: Request, viewer: Viewer) -> Response:
        """Show the offices of who looks; who sees none is sent to their own pages."""
        if home := home_of(viewer):
            return RedirectResponse(home, status_code=303)
        offices = await run_in_threadpool(self._storage.overview, viewer.scope)
        total = sum(office.figures.visits for office in offices)
        return self.page("offices.html", viewer, offices=offices, total=total)

    async def office(self, request: Request, viewer: Viewer) -> Response:
        """Show one office's days and latest visits."""
        page = await run_in_threadpool(self._load, OfficeId(request.path_params["office"]), viewer.scope)
        if page is None:
            return self.page("missing.html", viewer, 404)
        return self.page("office.html", viewer, page=page)

    async def happenings(self, _request: Request, viewer: Viewer) -> Response:
        """Show auditors what accounts did."""
        if not viewer.is_auditor:
            return self.page("missing.html", viewer, 404)
        events = await run_in_threadpool(self._accounts.happenings, HAPPENINGS_SHOWN)
        return self.page("happenings.html", viewer, events=events)

    async def sign_in(self, request: Request) -> Response:
        """Let somebody in, or show the door again."""
        try:
            return await self._door.sign_in(request)
        except NotSignedIn:
            return self.page("door.html", None, 401, wrong=True)

    def _load(self, office: OfficeId, scope: Scope) -> OfficePage | None:
        found = self._storage.overview(scope, office)
        if not found:
            return None
        visits = self._storage.visits(office, VISITS_SHOWN, scope)
        days = self._storage.days(office, DAYS_SHOWN, scope)
        today = self._storage.today(office, scope)
        return OfficePage(found[0], days, visits[::-1], len(self._storage.heads(office)), today)

    def behind_door(
        self, show: Callable[[Request, Viewer], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Let only those who are somebody see what ``show`` shows."""

        async def answer(request: Request) -> Response:
            if "token" in request.query_params:
                return self._door.bring_token(request) or self.page("door.html", None, 401, wrong=True)
            viewer = await self._door.viewer(request)
            if viewer is None:
                return self.page("door.html", None, 401, wrong=False)
            return await show(request, viewer)

        return answer

    def page(self, template: str, viewer: Viewer | None, status: int = 200, **values: object) -> Response:
        """Fill a template in."""
        now = self._clock.wall()
        html = self.templates.get_template(template).render(
            now=now,
            quiet_before=now - QUIET_AFTER_MS,
            hows=HOWS,
            kinds=KINDS,
            fields=self._fields,
            viewer=viewer,
            **values,
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
