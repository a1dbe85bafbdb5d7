"""The drawn pictures of fields and tickets, as the kiosk's screen has them."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

ICONS_FOLDER = "ui/icons"
"""Inside the package; read as data, so that pages and screen show the same pictures."""

ICON_GROUPS = ("field", "ticket")
ICON_NAME = re.compile(r"[a-z][a-z0-9_]*\.svg")

MISSING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><path d="M14 26h68v14a8 8 0 0 0 0 16v14H14V56'
    b'a8 8 0 0 0 0-16z" fill="#D9E8F6" stroke="#12324F" stroke-width="5" stroke-linejoin="round"/></svg>'
)
"""A plain ticket, for a name that nobody has drawn yet."""

CACHE_CONTROL = "max-age=3600"


def icon_route() -> Route:
    """Read the pictures and make the route that serves them at ``/icons/{group}/{name}.svg``."""
    folder = resources.files("kiosk").joinpath(ICONS_FOLDER)
    pictures = {
        (group, file.name): file.read_bytes()
        for group in ICON_GROUPS
        if folder.joinpath(group).is_dir()
        for file in folder.joinpath(group).iterdir()
        if ICON_NAME.fullmatch(file.name)
    }

    async def icon(request: Request) -> Response:
        picture = pictures.get((request.path_params["group"], request.path_params["file"]), MISSING)
        return Response(picture, media_type="image/svg+xml", headers={"Cache-Control": CACHE_CONTROL})

    return Route("/icons/{group}/{file}", icon)
