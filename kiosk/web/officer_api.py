"""What the officers' pages ask of the desk: commands, updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from kiosk.desk.wire import LARGEST_COMMAND_BYTES, read_command
from kiosk.domain.commands import OFFICER_COMMANDS, Command, SignIn, SignOut
from kiosk.domain.ids import TicketId
from kiosk.errors import NotSignedIn
from kiosk.lib.qr import qr_svg
from kiosk.web.guard import read_body, refuse_foreign, refuse_without_right
from kiosk.web.streams import push_snapshots

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.accounts import Accounts
    from kiosk.desk.live import Live
    from kiosk.desk.service import Desk
    from kiosk.lib.clock import Clock
    from kiosk.web.session_api import Sessions


class OfficerApi:
    """Routes for signed-in officers. Belongs to the desk's loop."""

    def __init__(
        self, desk: Desk, live: Live, sessions: Sessions, accounts: Accounts, clock: Clock, *, public_url: str
    ) -> None:
        """Prepare.

        Args:
            public_url: Where citizens' telephones reach the pages; empty for where the officer does.
        """
        self._desk = desk
        self._live = live
        self._sessions = sessions
        self._accounts = accounts
        self._clock = clock
        self._public_url = public_url

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/api/commands", self.command, methods=["POST"]),
            Route("/api/updates", self.updates, methods=["GET"]),
            Route("/api/codes/{ticket}", self.code, methods=["GET"]),
            Route("/api/pictures/{ticket}", self.picture, methods=["GET"]),
        ]

    async def command(self, request: Request) -> Response:
        """Give the desk an officer's command."""
        refuse_foreign(request)
        who = self._sessions.acting(request)
        command = read_command(await read_body(request, LARGEST_COMMAND_BYTES), OFFICER_COMMANDS)
        refuse_without_right(who.session, command)
        answer = await self._desk.submit(command, who.caller)
        self._note_counter(who.token, command)
        return Response(msgspec.json.encode(answer), media_type="application/json")

    async def updates(self, request: Request) -> Response:
        """Push the whole office to a signed-in officer."""
        token = self._sessions.of(request).token

        def still_signed_in() -> bool:
            try:
                self._sessions.known(token)
            except NotSignedIn:
                return False
            return True

        return push_snapshots(self._live, self._clock, still_signed_in)

    async def code(self, request: Request) -> Response:
        """Draw the QR code of a ticket's page, where its bearer can say how the service was."""
        self._sessions.of(request)
        token = self._desk.tickets.token_of(TicketId(request.path_params["ticket"]))
        if token is None:
            return Response(status_code=404)
        address = self._public_url or str(request.base_url).rstrip("/")
        return Response(qr_svg(f"{address}/t/{token}"), media_type="image/svg+xml")

    async def picture(self, request: Request) -> Response:
        """Show whom this officer called, where the office has switched that on; to nobody else."""
        officer = self._sessions.of(request).session.account.officer
        picture = self._desk.tickets.picture_for(officer, TicketId(request.path_params["ticket"]))
        if picture is None:
            return Response(status_code=404)
        return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "no-store"})

    def _note_counter(self, token: str, command: Command) -> None:
        match command:
            case SignIn(counter=counter):
                self._accounts.sit_down(token, counter)
            case SignOut():
                self._accounts.sit_down(token, None)
