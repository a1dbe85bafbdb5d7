"""How fast the screen's camera gave pictures when it was last open, as the screen told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from kiosk.desk.wire import write_refusal
from kiosk.errors import BadInput
from kiosk.lib.json_text import read_json
from kiosk.lib.units import MS_PER_S, WallMs

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.lib.clock import Clock

SHORTEST_MS = 500
"""Below half a second the count says little about the rate."""


class Told(msgspec.Struct, frozen=True):
    """The screen's word: so many frames within so long."""

    frames: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]
    span_ms: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]


class Rate(msgspec.Struct, frozen=True):
    """Frames in a second, and when they were counted, UTC."""

    fps: float
    at: WallMs


class CameraWatch:
    """Keeps the latest rate, in memory only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rate: Rate | None = None

    @property
    def rate(self) -> Rate | None:
        """The latest; None before the camera was open. Any thread."""
        return self._rate

    def route(self) -> Route:
        """Give the route of the screen's socket."""
        return Route("/v1/camera", self._take, methods=["POST"])

    async def _take(self, request: Request) -> Response:
        try:
            told = read_json(await request.body(), Told, "the count of a camera's frames")
        except BadInput as error:
            status, content = write_refusal(error)
            return Response(content, status, media_type="application/json")
        if told.span_ms >= SHORTEST_MS:
            self._rate = Rate(round(told.frames * MS_PER_S / told.span_ms, 1), self._clock.wall())
        return Response(b"{}", media_type="application/json")
