"""Central's API for other systems: offices, waits, figures, visits, dossier links and incidents of a token's area."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from kiosk.central.api import body_of
from kiosk.central.duty import MANAGING, viewing
from kiosk.central.rest import dossiers, incidents, reading
from kiosk.central.rest.operations import DAYS, DESCRIPTION, OPERATIONS, PAGE, ROOT, After, Day, Days, Page
from kiosk.central.rest.tokens import May, SystemTokens
from kiosk.central.rest.types import (
    ApiDays,
    ApiDossiers,
    ApiFound,
    ApiIncidents,
    ApiOffice,
    ApiOffices,
    ApiVisits,
    ApiWaits,
    DossierNumber,
    Visit,
)
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput, NotAllowed, NotSignedIn
from kiosk.lib.openapi import describe
from kiosk.lib.rate_limits import Buckets, Limit, too_often
from kiosk.sync.office_wire import etag_of
from kiosk.sync.wire import Problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from kiosk.central.rest.incidents import IncidentReport
    from kiosk.central.rest.tokens import SystemToken
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock

T = TypeVar("T")

BEARER = "bearer "
MAX_BODY_BYTES = 4_096
LIMIT = Limit("", ROOT, 60, 20.0)
"""Of each token: a system that reads a province's visits page by page stays below it."""


class RestApi:
    """The calls; what is refused is raised and answered in one place."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._tokens = SystemTokens(storage, clock)
        self._buckets = Buckets(clock)
        self._description = msgspec.json.encode(describe(OPERATIONS, "Một cửa: máy chủ trung tâm", Problem))

    def routes(self) -> list[Route]:
        """List the calls with their addresses."""
        return [
            Route(DESCRIPTION, self.description),
            *(
                Route(o.path, self._asked(May(o.scope), getattr(self, o.name)), methods=[o.method])
                for o in OPERATIONS
            ),
        ]

    async def description(self, _request: Request) -> Response:
        """Describe the API; no token is needed to read what anyone can read in the source."""
        return Response(self._description, media_type="application/json")

    def offices(self, request: Request, token: SystemToken, _body: bytes) -> ApiOffices:
        """Give offices."""
        after, limit = _query(request, "after", After, ""), _query(request, "limit", Page, PAGE)
        return self._view(token, partial(reading.offices, scope=token.scope, after=after, limit=limit))

    def office(self, request: Request, token: SystemToken, _body: bytes) -> ApiOffice:
        """Give one office."""
        return self._office(request, token)

    def waits(self, request: Request, token: SystemToken, _body: bytes) -> ApiWaits:
        """Tell how long one waits now."""
        office = OfficeId(self._office(request, token).office)
        return self._view(token, partial(reading.waits, wanted=office))

    def days(self, request: Request, token: SystemToken, _body: bytes) -> ApiDays:
        """Give the latest days."""
        office = OfficeId(self._office(request, token).office)
        limit = _query(request, "limit", Days, DAYS)
        return reading.days(office, self._storage.days(office, limit, token.scope))

    def visits(self, request: Request, token: SystemToken, _body: bytes) -> ApiVisits:
        """Give a day's ended legs."""
        office, day = OfficeId(self._office(request, token).office), _path(request, "day", Day)
        after, limit = _query(request, "after", After, ""), _query(request, "limit", Page, PAGE)
        return self._view(token, partial(reading.visits, wanted=office, day=day, after=after, limit=limit))

    def dossiers(self, request: Request, token: SystemToken, _body: bytes) -> ApiDossiers:
        """Give a visit's dossiers."""
        office, visit = OfficeId(self._office(request, token).office), _path(request, "visit", Visit)
        return self._view(token, partial(dossiers.of_visit, office=office, visit=visit))

    def link(self, request: Request, token: SystemToken, body: bytes) -> ApiDossiers:
        """Link a dossier to a visit."""
        office, visit = OfficeId(self._office(request, token).office), _path(request, "visit", Visit)
        dossier, now = _dossier(body), self._clock.wall()
        if not self._view(token, partial(dossiers.is_known, office=office, visit=visit, now=now)):
            raise NotAllowed(f"office {office} had no visit {visit} lately; its events may be on their way")
        self._storage.work_as(
            MANAGING, partial(dossiers.link, office=office, visit=visit, dossier=dossier, now=now)
        )
        return self._view(token, partial(dossiers.of_visit, office=office, visit=visit))

    def erase(self, request: Request, token: SystemToken, body: bytes) -> ApiDossiers:
        """Take a link back."""
        office, visit = OfficeId(self._office(request, token).office), _path(request, "visit", Visit)
        self._storage.work_as(
            MANAGING, partial(dossiers.erase, office=office, visit=visit, dossier=_dossier(body))
        )
        return self._view(token, partial(dossiers.of_visit, office=office, visit=visit))

    def find(self, _request: Request, token: SystemToken, body: bytes) -> ApiFound:
        """Give the visits of a dossier."""
        return self._view(token, partial(dossiers.of_dossier, scope=token.scope, dossier=_dossier(body)))

    def incidents(self, _request: Request, token: SystemToken, _body: bytes) -> ApiIncidents:
        """List incidents."""
        listed = self._view(token, partial(incidents.list_incidents, scope=token.scope))
        return ApiIncidents(tuple(listed))

    def incident(self, request: Request, token: SystemToken, _body: bytes) -> IncidentReport:
        """Report an incident."""
        wanted = _path(request, "incident", Visit)
        return incidents.report(self._storage, token.scope, wanted, self._clock.wall())

    def _asked(
        self, may: May, give: Callable[[Request, SystemToken, bytes], msgspec.Struct]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            token = await run_in_threadpool(self._token, request)
            wait_s = self._buckets.wait_s(token.token_id, LIMIT)
            if wait_s:
                return too_often(wait_s)
            if may not in token.may:
                raise NotAllowed(f"this token has not the scope {may}")
            body = await body_of(request, MAX_BODY_BYTES)
            content = msgspec.json.encode(await run_in_threadpool(give, request, token, body))
            etag = etag_of(content)
            if request.method == "GET" and etag in request.headers.get("If-None-Match", ""):
                return Response(status_code=304, headers={"ETag": etag})
            return Response(content, headers={"ETag": etag}, media_type="application/json")

        return answer

    def _token(self, request: Request) -> SystemToken:
        given = request.headers.get("authorization", "")
        if not given.lower().startswith(BEARER):
            raise NotSignedIn("name a token: Authorization: Bearer …")
        return self._tokens.of_secret(given[len(BEARER) :].strip())

    def _office(self, request: Request, token: SystemToken) -> ApiOffice:
        """Give the office of the address.

        Raises:
            NotAllowed: It is unknown or outside the token's area; the message does not tell which.
        """
        wanted = OfficeId(request.path_params["office"])
        found = self._view(token, partial(reading.office, scope=token.scope, wanted=wanted))
        if found is None:
            raise NotAllowed("this token has no such office in its area")
        return found

    def _view(self, token: SystemToken, work: Callable[[Any], T]) -> T:
        return self._storage.work_as(viewing(token.scope), work)


def _query(request: Request, name: str, kind: Any, default: T) -> T:
    if name not in request.query_params:
        return default
    try:
        given: T = msgspec.convert(request.query_params[name], kind, strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(f"{name}: {error}") from error
    return given


def _path(request: Request, name: str, kind: Any) -> str:
    try:
        given: str = msgspec.convert(request.path_params[name], kind)
    except msgspec.ValidationError as error:
        raise BadInput(f"{name}: {error}") from error
    return given


def _dossier(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=DossierNumber).dossier
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        # What was sent is not repeated: the message goes to the log.
        raise BadInput('name the dossier: {"dossier": "NUMBER"}, 4 to 64 letters, digits, . / _ -') from error
