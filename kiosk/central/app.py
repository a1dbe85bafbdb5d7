"""Central as one ASGI application."""

from __future__ import annotations

import logging
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
from kiosk.central.door import Door
from kiosk.central.guard import SecurityHeaders
from kiosk.central.metrics import Metrics
from kiosk.central.pages import Pages
from kiosk.central.reports.opening import OpeningHours
from kiosk.central.reports.pages import ReportPages
from kiosk.central.reports.reports import Reports
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

log = logging.getLogger(__name__)


def build_app(
    storage: Storage,
    reader_token: str | None,
    clock: Clock | None = None,
    fields: Mapping[str, str] | None = None,
    usual: Config | None = None,
) -> Starlette:
    """Put the desks' calls and the pages together.

    Args:
        reader_token: Opens the pages for every office; None where only accounts do.
        clock: The machine's where none is given.
        fields: Names of fields by their codes; a code without a name stands for itself.
        usual: Whose hours offices keep that have none of their own; the product's own where none is given.
    """
    clock = clock or SystemClock()
    metrics = Metrics(storage, clock)
    accounts = Accounts(storage, clock)
    pages = Pages(storage, accounts, Door(accounts, reader_token), clock, fields or {})
    reports = Reports(storage, OpeningHours(storage, usual or load_config(None)))
    return Starlette(
        routes=[
            *DeskApi(storage, clock).routes(),
            *pages.routes(),
            *ReportPages(reports, pages, clock, fields or {}).routes(),
            Route("/metrics", metrics.show),
            Route("/health", _health),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(metrics.counting), Middleware(SecurityHeaders)],
        exception_handlers=dict.fromkeys(STATUS, _refuse),
    )


async def _health(_request: Request) -> Response:
    return Response("ok\n", media_type="text/plain")


async def _refuse(request: Request, error: Exception) -> Response:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    wanted = error.wanted_seq if isinstance(error, GapInChain) else None
    log.warning("%s %s: %d, %s", request.method, request.url.path, status, error)
    problem = wire.Problem(str(error), wanted)
    return Response(msgspec.json.encode(problem), status, media_type="application/json")
