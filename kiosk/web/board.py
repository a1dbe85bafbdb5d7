"""The hall's board for a television's browser: codes only, behind a secret in its address."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk import __version__
from kiosk.errors import NotAllowed, NotSignedIn
from kiosk.web.board_sound import BoardSound
from kiosk.web.board_view import PAGE, board_view
from kiosk.web.guard import SESSION_COOKIE, read_form, refuse_foreign, visitor
from kiosk.web.streams import push_views

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts
    from kiosk.desk.live import Live
    from kiosk.desk.service import Desk
    from kiosk.domain.snapshot import Snapshot
    from kiosk.lib.clock import Clock
    from kiosk.web.drawing import Drawing

MOST_LISTENERS = 100
"""Far more than an office has; a client that opens line after line must not use up the desk's memory."""


class Spoken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A board's word that an announcement was heard in the hall."""

    no: int


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
        self._sound = BoardSound()
        self._written: tuple[Snapshot, bytes] | None = None

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/board/{token}", self.board),
            Route("/board/{token}/updates", self.updates),
            Route("/board/{token}/speech/{no:int}.wav", self.speech),
            Route("/board/{token}/spoken", self.spoken, methods=["POST"]),
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
        if self._live.listeners >= MOST_LISTENERS:
            return Response(status_code=503)
        return push_views(self._live, self._clock, self._write)

    async def speech(self, request: Request) -> Response:
        """Give one announcement to play; 404 when it is no longer worth saying."""
        number = request.path_params["no"]
        due = self._desk.speech.view().due if self._knows(request) else ()
        found = next((announcement for announcement in due if announcement.no == number), None)
        if found is None:
            return Response(status_code=404)
        return Response(await self._sound.wav(found, self._desk.config.hall), media_type="audio/wav")

    async def spoken(self, request: Request) -> Response:
        """Note that the hall has heard an announcement."""
        refuse_foreign(request)
        if not self._knows(request):
            raise NotAllowed("this is not the board's address")
        said = await read_form(request, Spoken)
        self._desk.speech.acknowledge(PAGE, said.no)
        return Response(status_code=204)

    def _write(self) -> bytes:
        """Write what the hall may see; all boards that are woken together share it."""
        snapshot = self._live.latest()
        if self._written is None or self._written[0] is not snapshot:
            view = board_view(snapshot, self._clock.wall(), self._desk.config)
            self._written = (snapshot, msgspec.json.encode(view))
        return self._written[1]

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
