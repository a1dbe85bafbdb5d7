"""Central as one ASGI application."""

from __future__ import annotations

import logging
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kiosk.central.accounts import Accounts
from kiosk.central.api import DeskApi
from kiosk.central.bundles import FOLDER, Bundles
from kiosk.central.door import Door
from kiosk.central.guard import SecurityHeaders
from kiosk.central.keeper_pages import keeper_routes
from kiosk.central.metrics import Metrics
from kiosk.central.pages import Pages
from kiosk.central.public.desk_side import PublicDeskSide
from kiosk.central.public.pages import CITIZENS_LIMITS, PublicPages
from kiosk.central.refusals import said_vi
from kiosk.central.reports.opening import OpeningHours
from kiosk.central.reports.pages import ReportPages
from kiosk.central.reports.reports import Reports
from kiosk.central.rest.api import RestApi
from kiosk.central.rest.incident_pages import IncidentPages
from kiosk.config import load_config
from kiosk.errors import (
    BadInput,
    BadSignature,
    EnvironmentProblem,
    GapInChain,
    KioskError,
    NotAllowed,
    NotSignedIn,
    SyncRefused,
)
from kiosk.lib.clock import Clock, SystemClock
from kiosk.lib.long_paths import NoLongPaths
from kiosk.lib.rate_limits import RateLimits
from kiosk.sync import wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from kiosk.central.storage import Storage
    from kiosk.config import Config

STATIC = Path(__file__).parent / "static"

STATUS: dict[type[KioskError], int] = {
    BadInput: 400,
    BadSignature: 401,
    NotSignedIn: 401,
    NotAllowed: 403,
    GapInChain: 409,
    SyncRefused: 413,
    EnvironmentProblem: 503,
}
"""What each refusal is answered with; the nearest class of an error decides."""

SECRET = re.compile(r"/t/[^/]*")
"""A ticket's address is its owner's secret; it is in no log."""

log = logging.getLogger(__name__)


def build_app(
    storage: Storage,
    reader_token: str | None,
    clock: Clock | None = None,
    fields: Mapping[str, str] | None = None,
    *,
    releases: Path = FOLDER,
    usual: Config | None = None,
) -> Starlette:
    """Put the desks' calls and the pages together.

    Args:
        reader_token: Opens the pages for every office; None where only accounts do.
        clock: The machine's where none is given.
        fields: Names of fields by their codes; a code without a name stands for itself.
        releases: Folder of the bundles on offer.
        usual: Whose hours offices keep that have none of their own; the product's own where none is given.
    """
    clock = clock or SystemClock()
    metrics = Metrics(storage, clock)
    accounts = Accounts(storage, clock)
    door = Door(accounts, reader_token)
    pages = Pages(storage, accounts, door, clock, fields or {})
    reports = Reports(storage, OpeningHours(storage, usual or load_config(None)))
    return Starlette(
        routes=[
            *DeskApi(storage, clock, Bundles(releases)).routes(),
            *pages.routes(),
            *keeper_routes(storage, accounts, clock, door, pages.templates),
            *ReportPages(reports, pages, clock, fields or {}).routes(),
            *IncidentPages(storage, door, pages, clock).routes(),
            Route("/metrics", metrics.show),
            Route("/health", _health),
            Mount("/static", StaticFiles(directory=STATIC)),
            *RestApi(storage, clock).routes(),
            *PublicDeskSide(storage, clock).routes(),
            *PublicPages(storage, clock).routes(),
        ],
        middleware=[
            Middleware(metrics.counting),
            Middleware(SecurityHeaders),
            Middleware(NoLongPaths),
            Middleware(RateLimits, clock=clock, limits=CITIZENS_LIMITS),
        ],
        exception_handlers=dict.fromkeys(STATUS, partial(_refuse, pages)),
    )


async def _health(_request: Request) -> Response:
    return Response("ok\n", media_type="text/plain")


async def _refuse(pages: Pages, request: Request, error: Exception) -> Response:
    """Tell people on a page, and programs in JSON."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    wanted = error.wanted_seq if isinstance(error, GapInChain) else None
    log.warning("%s %s: %d, %s", request.method, SECRET.sub("/t/…", request.url.path), status, error)
    if "text/html" in request.headers.get("Accept", ""):
        return pages.page("refused.html", None, status, said=said_vi(error), problem=error, back="/")
    problem = wire.Problem(str(error), wanted)
    return Response(msgspec.json.encode(problem), status, media_type="application/json")
