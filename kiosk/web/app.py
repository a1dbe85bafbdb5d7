"""The desk's pages as one application, for the listener on the office's network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kiosk.desk.api_tokens import ApiTokens
from kiosk.desk.lockout import Lockout
from kiosk.desk.office_settings import OfficeSettings
from kiosk.desk.release_offer import ReleaseOffer
from kiosk.desk.wire import write_refusal
from kiosk.errors import KioskError
from kiosk.lib.long_paths import NoLongPaths
from kiosk.lib.rate_limits import RateLimits
from kiosk.web.accounts_api import AccountsApi
from kiosk.web.api import RestApi
from kiosk.web.authority_page import authority_routes
from kiosk.web.board import BoardPage, way_to_board
from kiosk.web.drawing import Drawing
from kiosk.web.figures import FiguresPages, ReportDesk
from kiosk.web.headers import SecurityHeaders
from kiosk.web.icons import icon_route
from kiosk.web.officer_api import OfficerApi
from kiosk.web.pages import Pages
from kiosk.web.rate_limits import LIMITS
from kiosk.web.session_api import Sessions
from kiosk.web.settings import SettingsPages
from kiosk.web.ticket_page import TicketPage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts
    from kiosk.desk.live import Live
    from kiosk.desk.service import Desk
    from kiosk.lib.clock import Clock


@dataclass(frozen=True, slots=True)
class HallParts:
    """What the pages stand on besides the desk.

    Attributes:
        board_token: Secret in the board's address.
        tokens: By which other systems use the API.
        settings: The office's own, drafts and versions.
        offer: The release that central offers.
        address: Of the pages as telephones reach them.
        authority: What PCs must trust once, PEM; None without TLS or with a certificate of the office's own.
    """

    board_token: str
    tokens: ApiTokens
    settings: OfficeSettings
    offer: ReleaseOffer
    address: str
    authority: bytes | None = None


def build_pages(
    desk: Desk, live: Live, accounts: Accounts, clock: Clock, hall: HallParts, *, reports: ReportDesk
) -> Starlette:
    """Make the ASGI application of the pages; all it does happens on the loop that serves it."""
    drawing = Drawing(desk)
    lockout = Lockout(accounts.conn, clock)
    sessions = Sessions(desk, accounts, lockout, clock)
    return Starlette(
        routes=[
            *Pages(desk, accounts, clock, drawing).routes(),
            *FiguresPages(desk, sessions, reports, drawing.page).routes(),
            *sessions.routes(),
            *OfficerApi(desk, live, sessions, accounts, clock, public_url=hall.address).routes(),
            *AccountsApi(desk, accounts, lockout, sessions).routes(),
            *RestApi(desk, live, hall.tokens, clock).routes(),
            way_to_board(accounts, clock, hall.board_token),
            *BoardPage(desk, live, clock, drawing, hall.board_token).routes(),
            *TicketPage(desk, drawing).routes(),
            *SettingsPages(
                desk,
                sessions,
                clock,
                drawing,
                settings=hall.settings,
                tokens=hall.tokens,
                offer=hall.offer,
            ).routes(),
            *authority_routes(drawing, hall.authority),
            Route("/fields.css", field_colours(desk)),
            drawing.logo.route(),
            icon_route(),
            Mount("/static", StaticFiles(packages=[("kiosk.web", "static")])),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(NoLongPaths),
            Middleware(RateLimits, clock=clock, limits=LIMITS),
        ],
        exception_handlers={KioskError: refusal},
    )


def field_colours(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    """Give the office's colour, and each field's as a class, since pages may hold no inline style."""

    async def colours(_request: Request) -> Response:
        rules = (f".field-{field.code}{{--field:{field.colour}}}\n" for field in desk.config.field)
        theme = desk.config.theme
        shades = f":root{{--main:{theme.colour};--main-dark:{theme.dark}}}\n"
        return Response(shades + "".join(rules), media_type="text/css", headers={"Cache-Control": "no-cache"})

    return colours


async def refusal(_request: Request, error: Exception) -> Response:
    """Say in JSON why not."""
    assert isinstance(error, KioskError)
    status, body = write_refusal(error)
    return Response(body, status, media_type="application/json")
