"""What answers without TLS: the board, what it draws with, the authority; all else leads to the encrypted pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kiosk.errors import KioskError
from kiosk.lib.rate_limits import RateLimits
from kiosk.web.app import HallParts, field_colours, refusal
from kiosk.web.authority_page import authority_routes
from kiosk.web.board import BoardPage
from kiosk.web.drawing import Drawing
from kiosk.web.headers import SecurityHeaders
from kiosk.web.icons import icon_route
from kiosk.web.rate_limits import LIMITS

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.live import Live
    from kiosk.desk.service import Desk
    from kiosk.lib.clock import Clock

HTTPS_PORT = 443


def build_plain_pages(desk: Desk, live: Live, clock: Clock, hall: HallParts, tls_port: int) -> Starlette:
    """Make the ASGI application of the listener without TLS; it never sees a cookie, a PIN or a name.

    Args:
        tls_port: Where the encrypted pages of this machine are.
    """

    async def encrypted(request: Request) -> Response:
        port = None if tls_port == HTTPS_PORT else tls_port
        return RedirectResponse(request.url.replace(scheme="https", port=port), 307)

    drawing = Drawing(desk)
    return Starlette(
        routes=[
            *BoardPage(desk, live, clock, drawing, hall.board_token).routes(),
            *authority_routes(drawing, hall.authority),
            Route("/fields.css", field_colours(desk)),
            drawing.logo.route(),
            icon_route(),
            Mount("/static", StaticFiles(packages=[("kiosk.web", "static")])),
            Route("/{path:path}", encrypted),
        ],
        middleware=[Middleware(SecurityHeaders), Middleware(RateLimits, clock=clock, limits=LIMITS)],
        exception_handlers={KioskError: refusal},
    )
