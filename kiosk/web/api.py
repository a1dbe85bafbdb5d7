"""The API for other systems: a keypad or a dossier system that reads the queue and drives a counter."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from kiosk.desk.api_tokens import ApiToken, Scope
from kiosk.desk.caller import Caller
from kiosk.desk.wire import LARGEST_COMMAND_BYTES
from kiosk.domain import commands as c
from kiosk.domain.ids import CommandId, CounterNo, api_actor
from kiosk.errors import BadInput, CommandRefused, IllegalMove, NotAllowed, NotSignedIn
from kiosk.lib.json_text import read_json
from kiosk.lib.openapi import Operation, describe
from kiosk.web.api_types import (
    ON_TICKET,
    Action,
    ApiCounter,
    ApiDone,
    ApiOffice,
    ApiQueue,
    Press,
    Problem,
    api_counter,
    api_office,
    api_queue,
)
from kiosk.web.guard import read_body
from kiosk.web.streams import push_views

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.api_tokens import ApiTokens
    from kiosk.desk.live import Live
    from kiosk.desk.service import Desk
    from kiosk.domain.snapshot_views import CounterView
    from kiosk.lib.clock import Clock

ROOT = "/api/v1"
DESCRIPTION = f"{ROOT}/openapi.json"
BEARER = "bearer "

CounterNumber = Annotated[int, msgspec.Meta(ge=1, le=999)]

OPERATIONS = (
    Operation("GET", f"{ROOT}/office", "office", "Fields, counters, queues", Scope.READ_QUEUE, ApiOffice),
    Operation("GET", f"{ROOT}/queue", "queue", "Every ticket that waits", Scope.READ_QUEUE, ApiQueue),
    Operation(
        "GET",
        f"{ROOT}/updates",
        "updates",
        "The queue, at once and after every change",
        Scope.READ_QUEUE,
        ApiQueue,
        streams=True,
    ),
    Operation(
        "GET",
        f"{ROOT}/counters/{{counter}}",
        "counter",
        "One counter and who is there",
        Scope.READ_QUEUE,
        ApiCounter,
        parameters=(("counter", CounterNumber),),
    ),
    Operation(
        "POST",
        f"{ROOT}/counters/{{counter}}/{{action}}",
        "act",
        "Drive a counter at which an officer sits",
        Scope.DRIVE_COUNTER,
        ApiDone,
        parameters=(("counter", CounterNumber), ("action", Action)),
        takes=Press,
    ),
)
"""All that the API can do; its routes and its description are made from this."""


class RestApi:
    """Routes for other systems. Belongs to the desk's loop."""

    def __init__(self, desk: Desk, live: Live, tokens: ApiTokens, clock: Clock) -> None:
        self._desk = desk
        self._live = live
        self._tokens = tokens
        self._clock = clock
        self._description = msgspec.json.encode(describe(OPERATIONS, "Một cửa: hàng chờ và quầy", Problem))

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        handlers = (self.office, self.queue, self.updates, self.counter, self.act)
        by_name = {handler.__name__: handler for handler in handlers}
        asked = [Route(o.path, by_name[o.name], methods=[o.method]) for o in OPERATIONS]
        return [Route(DESCRIPTION, self.description), *asked]

    async def description(self, _request: Request) -> Response:
        """Describe the API; no token is needed to read what anyone can read in the source."""
        return Response(self._description, media_type="application/json")

    async def office(self, request: Request) -> Response:
        """Give fields and counters."""
        self._token(request, Scope.READ_QUEUE)
        section = self._desk.config.office
        return _json(api_office(self._live.latest(), section.id, section.name))

    async def queue(self, request: Request) -> Response:
        """Give who waits."""
        self._token(request, Scope.READ_QUEUE)
        return _json(api_queue(self._live.latest()))

    async def updates(self, request: Request) -> Response:
        """Push who waits, until the token is revoked."""
        self._token(request, Scope.READ_QUEUE)

        def write() -> bytes:
            self._token(request, Scope.READ_QUEUE)
            return msgspec.json.encode(api_queue(self._live.latest()))

        return push_views(self._live, self._clock, write)

    async def counter(self, request: Request) -> Response:
        """Give one counter."""
        self._token(request, Scope.READ_QUEUE)
        return _json(api_counter(self._counter(_number(request))))

    async def act(self, request: Request) -> Response:
        """Do what was pressed, in the name of the officer who sits there."""
        token = self._token(request, Scope.DRIVE_COUNTER)
        number = _number(request)
        action = _action(request)
        press = _press(await read_body(request, LARGEST_COMMAND_BYTES))
        if not token.may_drive(number):
            raise NotAllowed(f"this token may not drive counter {number}")
        answer = self._desk.answered(CommandId(press.command_id)) if press.command_id else None
        if answer is None:
            counter = self._counter(number)
            if counter.officer is None:
                raise IllegalMove("no officer sits there; one signs in first", code="not_seated")
            command = self._command(counter, action, press)
            answer = await self._desk.submit(command, Caller(api_actor(token.token_id), counter.officer))
        return _json(ApiDone(bool(answer.events), answer.repeated, api_counter(self._counter(number))))

    def _command(self, counter: CounterView, action: Action, press: Press) -> c.Command:
        time = self._desk.snapshot().time
        command_id = CommandId(press.command_id or str(uuid.uuid4()))
        issued = c.Issued(time.boot, time.boot_ms)
        if action is Action.CALL_NEXT:
            return c.CallNext(command_id, issued, counter.number)
        ticket = counter.ticket
        if ticket is None or press.ticket not in {None, ticket.ticket}:
            raise IllegalMove("that person is not at this counter", code="not_here")
        return ON_TICKET[action](command_id, issued, ticket.ticket, ticket.version)

    def _counter(self, number: CounterNo) -> CounterView:
        found = next((c for c in self._desk.snapshot().counters if c.number == number), None)
        if found is None:
            raise CommandRefused(f"there is no counter {number}", code="unknown_counter")
        return found

    def _token(self, request: Request, scope: Scope) -> ApiToken:
        """Find whose request this is.

        Raises:
            NotSignedIn: It has no token, or one that is unknown or was revoked.
            NotAllowed: The token has not this scope.
        """
        given = request.headers.get("authorization", "")
        if not given.lower().startswith(BEARER):
            raise NotSignedIn("name a token: Authorization: Bearer …")
        token = self._tokens.of_secret(given[len(BEARER) :].strip())
        if scope not in token.scopes:
            raise NotAllowed(f"this token has not the scope {scope}")
        return token


def _number(request: Request) -> CounterNo:
    try:
        return CounterNo(msgspec.convert(request.path_params["counter"], CounterNumber, strict=False))
    except msgspec.ValidationError as error:
        raise BadInput(f"no counter's number: {error}") from error


def _action(request: Request) -> Action:
    try:
        return Action(request.path_params["action"])
    except ValueError as error:
        raise BadInput(f"an action is one of {', '.join(Action)}") from error


def _press(raw: bytes) -> Press:
    return read_json(raw, Press, "a press") if raw else Press()


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
