"""The desk's pages as one application, for the listener on the office's network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from kiosk.desk.lockout import Lockout
from kiosk.desk.wire import write_refusal
from kiosk.errors import KioskError
from kiosk.web.accounts_api import AccountsApi
from kiosk.web.figures import FiguresPages, ReportDesk
from kiosk.web.headers import SecurityHeaders
from kiosk.web.icons import icon_route
from kiosk.web.officer_api import OfficerApi
from kiosk.web.pages import Pages
from kiosk.web.session_api import Sessions

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.config import Config
    from kiosk.desk.accounts import Accounts
    from kiosk.desk.live import Live
    from kiosk.desk.service import Desk
    from kiosk.lib.clock import Clock


def build_pages(
    desk: Desk, live: Live, accounts: Accounts, config: Config, clock: Clock, *, reports: ReportDesk
) -> Starlette:
    """Make the ASGI application of the pages; all it does happens on the loop that serves it."""
    lockout = Lockout(accounts.conn, clock)
    pages = Pages(desk, live, accounts, config, clock)
    sessions = Sessions(desk, accounts, lockout, config, clock)
    return Starlette(
        routes=[
            *pages.routes(),
            *FiguresPages(sessions, config, reports, pages.page).routes(),
            *sessions.routes(),
            *OfficerApi(desk, live, sessions, accounts, clock, public_url=config.desk.public_url).routes(),
            *AccountsApi(desk, accounts, lockout, sessions).routes(),
            icon_route(),
            Mount("/static", StaticFiles(packages=[("kiosk.web", "static")])),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={KioskError: _refusal},
    )


async def _refusal(_request: Request, error: Exception) -> Response:
    assert isinstance(error, KioskError)
    status, body = write_refusal(error)
    return Response(body, status, media_type="application/json")
