"""The route of the unix socket by which the screen's process hands on a keypad's keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from kiosk.desk.wire import write_refusal
from kiosk.domain.keypad import LONGEST_ENTRY, Act
from kiosk.errors import BadInput, KioskError

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.keypad import KeypadSeat

JSON = "application/json"
Digits = Annotated[str, msgspec.Meta(pattern=rf"^\d{{1,{LONGEST_ENTRY}}}$")]


class SignInByKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="sign_in"):
    """An officer's number and PIN."""

    number: Digits
    pin: Digits


class ActByKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="act"):
    """One key of somebody who is signed in."""

    act: Act


def keypad_route(seat: KeypadSeat) -> Route:
    """Make the route ``POST /v1/keypad``."""

    async def press(request: Request) -> Response:
        try:
            match _read(await request.body()):
                case SignInByKeys(number=number, pin=pin):
                    answer = await seat.sign_in(number, pin)
                case ActByKey(act=act):
                    answer = await seat.act(act)
            return Response(msgspec.json.encode(answer), media_type=JSON)
        except KioskError as error:
            status, body = write_refusal(error)
            return Response(body, status, media_type=JSON)

    return Route("/v1/keypad", press, methods=["POST"])


def _read(raw: bytes) -> SignInByKeys | ActByKey:
    try:
        return msgspec.json.decode(raw, type=SignInByKeys | ActByKey)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"not a key: {error}") from error
