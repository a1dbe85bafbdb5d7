"""The screen's API, served on the unix socket, and to the office's other kiosks by their relays."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from starlette.applications import Starlette
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kiosk.config import notice_hash, notice_text
from kiosk.desk.caller import Caller
from kiosk.desk.wire import read_command, write_refusal
from kiosk.domain.commands import KIOSK_COMMANDS
from kiosk.domain.ids import citizen_at
from kiosk.domain.snapshot import DeskTime
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.config import Config
    from kiosk.desk.live import Live
    from kiosk.desk.looks import Looks
    from kiosk.desk.service import Desk
    from kiosk.domain.ids import DeviceId

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Hello:
    """What a screen must know before it serves anyone.

    Attributes:
        seal_key: Where looks are sealed to: X25519, Base64; new at every start of the desk.
        page_url: Address behind which a ticket's token is looked up.
    """

    office: str
    office_name: str
    seal_key: str
    embedder: str
    embedder_sha256: str
    notice_version: str
    notice_hash: str
    notice_vi: str
    notice_en: str
    page_url: str
    time: DeskTime


def build_socket_api(
    desk: Desk, live: Live, looks: Looks, config: Config, page_url: str, *, device: DeviceId | None = None
) -> Starlette:
    """Make the ASGI application that one screen talks to.

    Args:
        device: The kiosk whose screen it is; None for this machine's own, on the unix socket.
    """
    caller = Caller(citizen_at(device or config.device_id))

    async def hello(_request: Request) -> Response:
        return _json(
            Hello(
                office=config.office.id,
                office_name=config.office.name,
                seal_key=base64.b64encode(looks.public_key).decode(),
                embedder=looks.rules.embedder,
                embedder_sha256=looks.rules.embedder_sha256,
                notice_version=config.notice.version,
                notice_hash=notice_hash(config),
                notice_vi=notice_text(config, "vi"),
                notice_en=notice_text(config, "en"),
                page_url=page_url,
                time=desk.snapshot().time,
            )
        )

    async def take_command(request: Request) -> Response:
        try:
            command = read_command(await request.body(), KIOSK_COMMANDS)
            return _json(await desk.submit(command, caller))
        except KioskError as error:
            status, body = write_refusal(error)
            return Response(body, status, media_type=JSON)

    async def snapshot(_request: Request) -> Response:
        return _json(desk.snapshot())

    async def updates(_request: Request) -> Response:
        return StreamingResponse(live.stream(), media_type="text/event-stream")

    return Starlette(
        routes=[
            Route("/v1/hello", hello),
            Route("/v1/commands", take_command, methods=["POST"]),
            Route("/v1/snapshot", snapshot),
            Route("/v1/updates", updates),
        ],
    )


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type=JSON)
