"""A citizen's own page, behind the QR code of the slip: where they stand, and what they may wish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from kiosk.desk.caller import Caller
from kiosk.desk.days import to_local
from kiosk.domain import commands as c
from kiosk.domain.ids import CommandId, DeviceId, citizen_at
from kiosk.domain.reasons import explain_longer
from kiosk.domain.ticket import State
from kiosk.errors import CommandRefused
from kiosk.lib.units import WallMs
from kiosk.ticket_words import FACTORS, LEVELS, RATED_IN, ticket_words
from kiosk.web.api_types import CommandUuid
from kiosk.web.guard import read_form, refuse_foreign

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.service import Desk
    from kiosk.domain.snapshot_views import TicketView
    from kiosk.web.drawing import Drawing

TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a slip's token may look like; all else is nobody's."""

ON_THE_PHONE = Caller(citizen_at(DeviceId("page")))
"""Who asks by this page; the slip's token is all that is known of them."""


MAY_WISH = frozenset({State.WAITING, State.CALLED, State.COOLING, State.NO_SHOW, State.PARKED})


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One touch of a button; ``command_id`` stays the same when it is sent again."""

    command_id: CommandUuid


class Rating(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How it was; see `kiosk.domain.commands.RateService`."""

    command_id: CommandUuid
    level: int
    factors: tuple[int, ...] = ()


class TicketPage:
    """Routes of one ticket; who has the slip may see it. Belongs to the desk's loop."""

    def __init__(self, desk: Desk, drawing: Drawing) -> None:
        self._desk = desk
        self._drawing = drawing

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/t/{token}", self.ticket),
            Route("/t/{token}/leave", self.leave, methods=["POST"]),
            Route("/t/{token}/fetch", self.fetch, methods=["POST"]),
            Route("/t/{token}/rate", self.rate, methods=["POST"]),
        ]

    async def ticket(self, request: Request) -> Response:
        """Show a citizen where their ticket stands."""
        ticket = self._find(request)
        if ticket is None:
            return self._drawing.page("no_ticket.html", status=404)
        config, snapshot = self._desk.config, self._desk.snapshot()
        now = to_local(WallMs(snapshot.at), config.office.timezone) if snapshot.clock_ok else None
        return self._drawing.page(
            "ticket.html",
            ticket=ticket,
            field=config.catalogue.field(ticket.field),
            words=ticket_words(ticket),
            longer=None if ticket.wait_why is None else explain_longer(ticket.wait_why),
            as_of=now.strftime("%H:%M") if now else "",
            may_wish=ticket.state in MAY_WISH,
            may_rate=ticket.state in RATED_IN and not ticket.rated,
            levels=LEVELS,
            factors=FACTORS,
            notices=snapshot.announcements,
            day_mode=config.day_mode_on(snapshot.date),
        )

    async def leave(self, request: Request) -> Response:
        """Give the place up."""
        refuse_foreign(request)
        wish = await read_form(request, Wish)
        ticket = self._known(request)
        issued = self._issued()
        return await self._submit(c.Cancel(CommandId(wish.command_id), issued, ticket.ticket, ticket.version))

    async def fetch(self, request: Request) -> Response:
        """Ask to be fetched from one's seat."""
        refuse_foreign(request)
        wish = await read_form(request, Wish)
        ticket = self._known(request)
        return await self._submit(c.AskFetch(CommandId(wish.command_id), self._issued(), ticket.ticket))

    async def rate(self, request: Request) -> Response:
        """Take an opinion."""
        refuse_foreign(request)
        rating = await read_form(request, Rating)
        ticket = self._known(request)
        command_id = CommandId(rating.command_id)
        return await self._submit(
            c.RateService(command_id, self._issued(), rating.level, rating.factors, ticket.token)
        )

    async def _submit(self, command: c.Command) -> Response:
        await self._desk.submit(command, ON_THE_PHONE)
        return Response(status_code=204)

    def _issued(self) -> c.Issued:
        time = self._desk.snapshot().time
        return c.Issued(time.boot, time.boot_ms)

    def _find(self, request: Request) -> TicketView | None:
        token = request.path_params["token"]
        return self._desk.tickets.by_token(token) if TOKEN.fullmatch(token) else None

    def _known(self, request: Request) -> TicketView:
        ticket = self._find(request)
        if ticket is None:
            raise CommandRefused("there is no such ticket today", code="unknown_ticket")
        return ticket
