"""The office's logo on its pages."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from kiosk.config_logo import read_logo
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.service import Desk

log = logging.getLogger(__name__)

A_YEAR = "private, max-age=31536000, immutable"
"""For how long a browser keeps it: a changed one has another address."""


class OfficeLogo:
    """The picture that `[theme] logo` names, read when it is first shown. Belongs to the desk's loop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._name = self._address = ""
        self._content = b""

    def address(self) -> str:
        """Say where pages find it; empty for none, also where the file cannot be shown: the log says why."""
        name = self._desk.config.theme.logo
        if name != self._name:
            self._name, self._content = name, _read(name)
            mark = hashlib.sha256(self._content).hexdigest()[:8]
            self._address = f"/logo.png?{mark}" if self._content else ""
        return self._address

    def route(self) -> Route:
        """Give the route to mount."""
        return Route("/logo.png", self._show)

    async def _show(self, _request: Request) -> Response:
        if not self.address():
            return Response(status_code=404)
        return Response(self._content, media_type="image/png", headers={"Cache-Control": A_YEAR})


def _read(name: str) -> bytes:
    if not name:
        return b""
    try:
        return read_logo(Path(name))
    except BadInput as error:
        # Pages work without it.
        log.warning("%s; shown without", error)
        return b""
