"""Pages for citizens, with no account and no script needed: one's ticket, an opinion, and where the wait is short."""

from __future__ import annotations

import logging
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kiosk.central.api import body_of
from kiosk.central.duty import keeping, viewing
from kiosk.central.pages import VIETNAM
from kiosk.central.public import standing
from kiosk.central.public.standing import STALE_AFTER_MS
from kiosk.central.scope import EVERYWHERE
from kiosk.domain.ids import OfficeId
from kiosk.errors import EnvironmentProblem, NotAllowed
from kiosk.lib.rate_limits import Limit
from kiosk.lib.units import MS_PER_S
from kiosk.sync.public_wire import hash_token
from kiosk.ticket_words import FACTORS, LEVELS, ticket_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from kiosk.central.public.standing import Seen, Waits
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock
    from kiosk.lib.units import WallMs

HERE = Path(__file__).parent
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
"""What a slip's text may look like; all else is nobody's."""

OFFICES_ON_A_PAGE = 25
"""Some 15 kB of page."""

LONGEST_SEARCH = 60
MAX_FORM_BYTES = 2_048
MS_PER_MINUTE = 60 * MS_PER_S

CITIZENS_LIMITS = (Limit("", "/t/", 200, 20.0), Limit("", "/waits", 200, 20.0))
"""Behind one address may be the telephones of a whole carrier; a ticket's 128 bits are safe from guessing anyway."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for in the list of offices.

    Attributes:
        area: With all that lies in it; empty for all.
        page: From 1.
    """

    text: str
    area: str
    page: int

    def link(self, page: int) -> str:
        """Give the address of another page of the same search."""
        values = {"q": self.text, "area": self.area, "page": str(page)}
        return "/waits?" + urlencode(
            {name: value for name, value in values.items() if value not in {"", "1"}}
        )


class PublicPages:
    """The pages with their addresses."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._templates.filters |= {"clock_time": _clock_time, "opening": _opening}

    def routes(self) -> list[BaseRoute]:
        """List the pages, and the folder of what they need."""
        return [
            Route("/t/{token}", self._calmly(self.ticket), methods=["GET"]),
            Route("/t/{token}/rate", self._calmly(self.rate), methods=["POST"]),
            Route("/waits", self._calmly(self.waits)),
            Route("/waits/{office}", self._calmly(self.office)),
            Mount("/public", StaticFiles(directory=HERE / "static")),
        ]

    async def ticket(self, request: Request) -> Response:
        """Show a citizen where their ticket stands."""
        seen = await self._find(request)
        if seen is None:
            return self._page("no_ticket.html", 404)
        now = self._clock.wall()
        field = next((one for one in seen.state.fields if one.code == seen.ticket.field), None)
        return self._page(
            "ticket.html",
            seen=seen,
            field=field,
            words=ticket_words(seen.ticket),
            may_rate=seen.may_rate(now),
            token=request.path_params["token"],
            levels=LEVELS,
            factors=FACTORS,
            is_stale=now - seen.at >= STALE_AFTER_MS,
        )

    async def rate(self, request: Request) -> Response:
        """Take an opinion; the desk fetches it with its next message."""
        seen = await self._find(request)
        if seen is None:
            return self._page("no_ticket.html", 404)
        level, factors = _opinion((await body_of(request, MAX_FORM_BYTES)).decode("utf-8", "replace"))
        if level is not None:
            keep = partial(standing.rate, seen=seen, level=level, factors=factors, now=self._clock.wall())
            try:
                await run_in_threadpool(self._storage.work_as, keeping(seen.office), keep)
            except NotAllowed:
                return self._page("not_rated.html", 409, token=request.path_params["token"])
        return RedirectResponse(f"/t/{request.path_params['token']}", 303)

    async def waits(self, request: Request) -> Response:
        """Show where the wait is short now."""
        search = _search(request)
        offices = await run_in_threadpool(self._storage.work_as, viewing(EVERYWHERE), standing.waits)
        now = self._clock.wall()
        found = sorted(_matching(offices, search), key=partial(_shortest_first, now=now))
        first = (search.page - 1) * OFFICES_ON_A_PAGE
        return self._page(
            "waits.html",
            search=search,
            shown=found[first : first + OFFICES_ON_A_PAGE],
            count=len(found),
            pages=-(-len(found) // OFFICES_ON_A_PAGE),
            now=now,
        )

    async def office(self, request: Request) -> Response:
        """Show one office's fields."""
        office = OfficeId(request.path_params["office"])
        offices = await run_in_threadpool(self._storage.work_as, viewing(EVERYWHERE), standing.waits)
        shown = next((one for one in offices if one.office == office), None)
        if shown is None:
            return self._page("no_office.html", 404)
        told = await run_in_threadpool(
            self._storage.work_as, viewing(EVERYWHERE), partial(standing.told_of, office=office)
        )
        return self._page("office.html", shown=shown, told=told, now=self._clock.wall())

    async def _find(self, request: Request) -> Seen | None:
        token = request.path_params["token"]
        if not TOKEN.fullmatch(token):
            return None
        find = partial(standing.find, token_hash=hash_token(token), now=self._clock.wall())
        return await run_in_threadpool(self._storage.work_as, viewing(EVERYWHERE), find)

    def _calmly(
        self, show: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return await show(request)
            except EnvironmentProblem as problem:
                # Without the address: a ticket's is its owner's secret.
                log.warning("a citizen's page: %s", problem)
                return self._page("busy.html", 503)

        return answer

    def _page(self, template: str, status: int = 200, **values: object) -> Response:
        return HTMLResponse(self._templates.get_template(template).render(**values), status)


def plain(text: str) -> str:
    """Give a text as somebody types it without a Vietnamese keyboard: small letters without marks."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _search(request: Request) -> Search:
    given = request.query_params
    page = given.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= len("9999") else 1
    return Search(given.get("q", "")[:LONGEST_SEARCH].strip(), given.get("area", ""), max(1, number))


def _matching(offices: Sequence[Waits], search: Search) -> list[Waits]:
    words = plain(search.text).split()
    return [
        one
        for one in offices
        if (not search.area or one.area == search.area or one.area.startswith(f"{search.area}/"))
        and all(word in plain(f"{one.name} {one.area.replace('-', ' ')}") for word in words)
    ]


def _shortest_first(one: Waits, now: WallMs) -> tuple[bool, bool, int, int]:
    return (not one.is_fresh(now), one.is_open is False, one.longest_min, one.waiting)


def _opinion(form: str) -> tuple[int | None, tuple[int, ...]]:
    """Read a form; the level is None where none was chosen, the factors are none unless all are given."""
    given = parse_qs(form)
    level = given.get("level", [""])[0]
    marks = [mark for mark in given.get("factor", []) if mark in set("12345")]
    factors = tuple(int(mark) for mark in marks) if len(marks) == len(FACTORS) else ()
    return (int(level) if level in set("123") else None), factors


def _clock_time(at: WallMs) -> str:
    return datetime.fromtimestamp(at // MS_PER_S, VIETNAM).strftime("%H:%M")


def _opening(local: str) -> str:
    return datetime.fromisoformat(local).strftime("%H:%M %d/%m")
