"""The hall's board for a television's browser: codes only, behind a secret in its address."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk import __version__
from kiosk.errors import NotSignedIn
from kiosk.web.board_view import board_view
from kiosk.web.guard import SESSION_COOKIE, visitor
from kiosk.web.streams import push_views

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts
    from kiosk.desk.live import Live
    from kiosk.desk.service import Desk
    from kiosk.lib.clock import Clock
    from kiosk.web.drawing import Drawing

MOST_BOARDS = 40
"""More than any hall has; a client that opens line after line must not use up the desk's memory."""


class BoardPage:
    """Routes of the board, the same on every listener. Belongs to the desk's loop."""

    def __init__(self, desk: Desk, live: Live, clock: Clock, drawing: Drawing, token: str) -> None:
        """Prepare.

        Args:
            token: What an address must name; whoever has it sees codes and counters, and nothing else.
        """
        self._desk = desk
        self._live = live
        self._clock = clock
        self._drawing = drawing
        self._token = token.encode()

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/board/{token}", self.board),
            Route("/board/{token}/updates", self.updates),
        ]

    async def board(self, request: Request) -> Response:
        """Show the hall's board."""
        if not self._knows(request):
            return self._drawing.page("no_board.html", status=404)
        return self._drawing.page("board.html", version=__version__)

    async def updates(self, request: Request) -> Response:
        """Push what the hall may see."""
        if not self._knows(request):
            return Response(status_code=404)
        if self._live.listeners >= MOST_BOARDS:
            return Response(status_code=503)

        def view() -> object:
            return board_view(self._live.latest(), self._clock.wall(), self._desk.config)

        return push_views(self._live, self._clock, view)

    def _knows(self, request: Request) -> bool:
        return secrets.compare_digest(request.path_params["token"].encode(), self._token)


def way_to_board(accounts: Accounts, clock: Clock, token: str) -> Route:
    """Make the route that leads whoever is signed in to the board's address."""

    async def lead(request: Request) -> Response:
        try:
            visitor(request.cookies.get(SESSION_COOKIE), accounts, clock)
        except NotSignedIn:
            return RedirectResponse("/", 303)
        return RedirectResponse(f"/board/{token}", 303)

    return Route("/board", lead)
