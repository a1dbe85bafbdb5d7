"""The keepers' pages: who may open which, and forms that only they can send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from kiosk.central.accounts import SEE_FLEET, Role, Viewer
from kiosk.central.forms import MAX_FORM_BYTES, read_form, refuse_foreign
from kiosk.central.refusals import said_vi
from kiosk.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from jinja2 import Environment
    from starlette.responses import Response

    from kiosk.central.door import Door
    from kiosk.lib.clock import Clock

    Show = Callable[["Visit"], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Visit:
    """A keeper's request.

    Attributes:
        form: What they sent; empty for a page that is only read.
    """

    request: Request
    viewer: Viewer
    form: dict[str, str]

    def place(self, name: str) -> str:
        """Give a part of the address."""
        return str(self.request.path_params[name])


class Frame:
    """Puts the door, the rights and the templates around what pages do."""

    def __init__(self, templates: Environment, door: Door, clock: Clock) -> None:
        self._templates = templates
        self._door = door
        self._clock = clock

    def page(self, template: str, viewer: Viewer | None, status: int = 200, **values: object) -> Response:
        """Render a page."""
        html = self._templates.get_template(template).render(now=self._clock.wall(), viewer=viewer, **values)
        return HTMLResponse(html, status)

    def reading(self, path: str, roles: tuple[Role, ...], show: Show) -> Route:
        """Give the route of a page that people with one of some roles may read; without roles, whoever signed in."""

        async def answer(request: Request) -> Response:
            return await self._let_in(request, roles, show, {})

        return Route(path, answer, methods=["GET"])

    def doing(self, path: str, roles: tuple[Role, ...], act: Show, limit: int = MAX_FORM_BYTES) -> Route:
        """Give the route of a form that people with one of some roles may send; without roles, whoever signed in."""

        async def answer(request: Request) -> Response:
            refuse_foreign(request)
            return await self._let_in(request, roles, act, await read_form(request, limit))

        return Route(path, answer, methods=["POST"])

    async def _let_in(
        self, request: Request, roles: tuple[Role, ...], show: Show, form: dict[str, str]
    ) -> Response:
        viewer = await self._door.viewer(request)
        if viewer is None:
            return self.page("door.html", None, 401, wrong=False)
        if not viewer.account or (roles and not viewer.has(*roles)):
            return self.page("no_right.html", viewer, 403)
        try:
            return await show(Visit(request, viewer, form))
        except Refused as error:
            back = _page_of(request.url.path)
            return self.page("refused.html", viewer, 400, said=said_vi(error), problem=error, back=back)


def gone(path: str) -> Response:
    """Send the browser on to a page, after a form was taken."""
    return RedirectResponse(path, status_code=303)


def home_of(viewer: Viewer) -> str | None:
    """Give the first page of who sees no figures; None for who does."""
    if viewer.scope.areas:
        return None
    return "/fleet" if viewer.has(*SEE_FLEET) else "/admin/accounts"


def _page_of(path: str) -> str:
    """Give the page whose form it was: the address without the act."""
    return "/" + "/".join(path.strip("/").split("/")[:2])
