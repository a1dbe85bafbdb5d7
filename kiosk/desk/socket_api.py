"""The screen's API, served on the unix socket, and to the office's other kiosks by their relays."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.applications import Starlette
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kiosk.desk.caller import Caller
from kiosk.desk.camera_watch import CameraWatch
from kiosk.desk.keypad_api import keypad_route
from kiosk.desk.wire import read_command, write_refusal
from kiosk.domain.commands import KIOSK_COMMANDS
from kiosk.domain.ids import TicketId, citizen_at
from kiosk.domain.snapshot_views import DeskTime
from kiosk.errors import CommandRefused, KioskError
from kiosk.lib.clock import SystemClock
from kiosk.lib.json_text import read_json
from kiosk.notice import notice_hash

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.keypad import KeypadSeat
    from kiosk.desk.live import Live
    from kiosk.desk.looks import Looks
    from kiosk.desk.service import Desk
    from kiosk.desk.technician import TechnicianDoor
    from kiosk.domain.ids import DeviceId

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Hello:
    """What a screen must know before it serves anyone.

    Attributes:
        seal_key: Where looks are sealed to: X25519, Base64; new at every start of the desk.
        page_url: Address behind which a ticket's token is looked up; empty while nobody can reach it.
    """

    office: str
    office_name: str
    seal_key: str
    embedder: str
    embedder_sha256: str
    notice_version: str
    notice_hash: str
    page_url: str
    time: DeskTime


SCREENS = ("office", "field", "priority", "notice", "printer", "services")
"""Tables of the configuration that citizens see on a screen."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds today of what citizens see; a planned version differs from the screen's own file.

    Attributes:
        sha256: Of the whole configuration in force (hex), as snapshots name it.
        tables: By name, whole.
    """

    sha256: str
    tables: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spoken:
    """An output's word that an announcement was spoken."""

    output: str
    no: int


@dataclass(frozen=True, slots=True)
class WantedSlip:
    """A citizen's wish to have a ticket on paper."""

    ticket: TicketId


def build_socket_api(
    desk: Desk,
    live: Live,
    looks: Looks,
    page_url: str,
    *,
    door: TechnicianDoor | None = None,
    keypad: KeypadSeat | None = None,
    camera: CameraWatch | None = None,
    device: DeviceId | None = None,
) -> Starlette:
    """Make the ASGI application that one screen talks to.

    Args:
        door: The technician's way to a self test; None where there is none.
        keypad: Where a numeric keypad works; None in an office without one.
        camera: Told how fast the screen's camera is; None where nobody asks it.
        device: The other kiosk whose screen it is; None for this machine's own, on the unix socket.
    """
    caller = Caller(citizen_at(device or desk.config.device_id))

    async def hello(_request: Request) -> Response:
        config = desk.config
        return _json(
            Hello(
                office=config.office.id,
                office_name=config.office.name,
                seal_key=base64.b64encode(looks.public_key).decode(),
                embedder=looks.rules.embedder,
                embedder_sha256=looks.rules.embedder_sha256,
                notice_version=config.notice.version,
                notice_hash=notice_hash(config),
                page_url="" if desk.is_out_of_reach(page_url) else page_url,
                time=desk.snapshot().time,
            )
        )

    async def settings(_request: Request) -> Response:
        config = desk.config
        return _json(Settings(config.sha256, {name: getattr(config, name) for name in SCREENS}))

    async def take_command(request: Request) -> Response:
        try:
            command = read_command(await request.body(), KIOSK_COMMANDS)
            return _json(await desk.submit(command, caller))
        except KioskError as error:
            return _refused(error)

    async def snapshot(_request: Request) -> Response:
        return _json(desk.snapshot(caller.actor))

    async def spoken(request: Request) -> Response:
        try:
            said = read_json(await request.body(), Spoken, "an acknowledgement")
            desk.speech.acknowledge(said.output, said.no)
        except KioskError as error:
            return _refused(error)
        return _json({})

    async def print_slip(request: Request) -> Response:
        try:
            wanted = read_json(await request.body(), WantedSlip, "a wish for a slip")
            paper = desk.papers.get(caller.actor, desk.paper)
            if paper is None:
                raise CommandRefused("this kiosk has no printer", code="no_printer")
            paper.print_wanted(wanted.ticket)
        except KioskError as error:
            return _refused(error)
        return _json({})

    async def updates(_request: Request) -> Response:
        return StreamingResponse(live.stream(), media_type="text/event-stream")

    return Starlette(
        routes=[
            Route("/v1/hello", hello),
            Route("/v1/settings", settings),
            Route("/v1/commands", take_command, methods=["POST"]),
            Route("/v1/snapshot", snapshot),
            Route("/v1/spoken", spoken, methods=["POST"]),
            Route("/v1/slips", print_slip, methods=["POST"]),
            Route("/v1/updates", updates),
            *(door.routes() if door is not None else ()),
            *([keypad_route(keypad)] if keypad is not None else []),
            (camera or CameraWatch(SystemClock())).route(),
        ],
    )


def _refused(error: KioskError) -> Response:
    status, body = write_refusal(error)
    return Response(body, status, media_type=JSON)


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type=JSON)
