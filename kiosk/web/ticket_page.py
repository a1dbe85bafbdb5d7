"""A citizen's own page, behind the QR code of the slip."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.routing import Route

from kiosk.web.ticket_words import ticket_words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kiosk.desk.service import Desk
    from kiosk.web.drawing import Drawing

TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a slip's token may look like; all else is nobody's."""


class TicketPage:
    """Routes of one ticket; who has the slip may see it. Belongs to the desk's loop."""

    def __init__(self, desk: Desk, drawing: Drawing) -> None:
        self._desk = desk
        self._drawing = drawing

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [Route("/t/{token}", self.ticket)]

    async def ticket(self, request: Request) -> Response:
        """Show a citizen where their ticket stands."""
        token = request.path_params["token"]
        ticket = self._desk.ticket_by_token(token) if TOKEN.fullmatch(token) else None
        if ticket is None:
            return self._drawing.page("no_ticket.html", status=404)
        field = self._desk.config.catalogue.field(ticket.field)
        return self._drawing.page("ticket.html", ticket=ticket, field=field, words=ticket_words(ticket))
