"""The desks' side of central over HTTP: enrol, push, ask, read back, take configurations, tell figures and health."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route

from kiosk.central import ingest
from kiosk.central.commands import hash_code
from kiosk.central.ingest import Sender
from kiosk.central.storage import Enrolment, Forked
from kiosk.domain.ids import DeviceId, OfficeId, Seq
from kiosk.errors import BadInput, NotAllowed, SyncRefused
from kiosk.lib import signing
from kiosk.lib.json_text import read_json
from kiosk.sync import wire
from kiosk.sync.health_wire import MAX_HEALTH_BYTES, HealthReport, HealthTaken, health_text, piece_text
from kiosk.sync.office_wire import (
    MAX_FIGURES_BYTES,
    Taken,
    TodaysFigures,
    config_text,
    etag_of,
    figures_text,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.central.bundles import Bundles
    from kiosk.central.storage import Storage
    from kiosk.domain.ids import ChainId
    from kiosk.lib.clock import Clock

BODY_TIMEOUT_S = 120.0
"""A desk sends 250 kB at once until it knows its line: 30 s on 64 kbit/s, and room for losses."""

MAX_ENROL_BYTES = 4_096
READ_EVENTS = 1_000
"""Given at once, of events without a kept signature, to a desk that reads its log back."""

MAX_SEQ_DIGITS = 15


class DeskApi:
    """The calls; what is refused is raised and answered in one place."""

    def __init__(self, storage: Storage, clock: Clock, bundles: Bundles) -> None:
        self._storage = storage
        self._clock = clock
        self._bundles = bundles

    def routes(self) -> list[Route]:
        """List the calls with their addresses."""
        return [
            Route("/api/v1/enrol", self.enrol, methods=["POST"]),
            Route("/api/v1/offices/{office}/events", self.push, methods=["POST"]),
            Route("/api/v1/offices/{office}/events", self.read, methods=["GET"]),
            Route("/api/v1/offices/{office}/cursor", self.cursor, methods=["GET"]),
            Route("/api/v1/offices/{office}/config", self.config, methods=["GET"]),
            Route("/api/v1/offices/{office}/figures", self.figures, methods=["POST"]),
            Route("/api/v1/offices/{office}/health", self.health, methods=["POST"]),
            Route("/api/v1/offices/{office}/releases/{release}", self.release, methods=["GET"]),
        ]

    async def enrol(self, request: Request) -> Response:
        """Make a device known by a one-time code."""
        text = await body_of(request, MAX_ENROL_BYTES)
        wanted = read_json(text, wire.EnrolRequest, "a request to enrol")
        if not signing.is_public_key(wanted.public_key):
            raise BadInput("the public key is none of Ed25519")
        office, device = OfficeId(wanted.office), DeviceId(wanted.device)
        asked = Enrolment(office, device, wanted.public_key, hash_code(wanted.code))
        await run_in_threadpool(self._storage.enrol, asked, self._clock.wall())
        return _json(wire.EnrolAnswer(wanted.office, wanted.device))

    async def push(self, request: Request) -> Response:
        """Take a batch; the answer comes when it is durable."""
        sender = sender_of(request)
        packed = await body_of(request, wire.MAX_PACKED_BYTES)
        kept = await run_in_threadpool(ingest.receive, self._storage, sender, packed, self._clock.wall())
        if isinstance(kept, Forked):
            problem = (
                f"event {kept.seq} of chain {kept.head.chain} contradicts what is held; a person decides"
            )
            return _json(wire.Problem(problem), 409)
        return _json(wire.Held(kept.chain, kept.seq))

    async def read(self, request: Request) -> Response:
        """Give a restored desk back what is held of a chain."""
        sender, chain, after = sender_of(request), _chain(request), _after(request)
        text = wire.read_text(sender.office, sender.device, chain, after)
        await run_in_threadpool(ingest.check_reader, self._storage, sender, text)
        # Up to where a device signed, so that the desk can check what it gets.
        signed = await run_in_threadpool(
            self._storage.signed_range, sender.office, chain, after, wire.MAX_EVENTS
        )
        limit = READ_EVENTS if signed is None else signed.last_seq - after
        events = await run_in_threadpool(self._storage.events, sender.office, chain, after, limit)
        packed = await run_in_threadpool(wire.encode, events)
        headers = None if signed is None else wire.write_range(signed)
        return Response(packed, headers=headers, media_type=wire.MEDIA_TYPE)

    async def cursor(self, request: Request) -> Response:
        """Say how much of a chain is held durably."""
        sender, chain = sender_of(request), _chain(request)
        text = wire.cursor_text(sender.office, sender.device, chain)
        await run_in_threadpool(ingest.check_reader, self._storage, sender, text)
        return _json(await run_in_threadpool(ingest.held, self._storage, sender.office, chain))

    async def config(self, request: Request) -> Response:
        """Give the configurations published for the office, or say that they are known there."""
        sender = sender_of(request)
        text = config_text(sender.office, sender.device)
        await run_in_threadpool(ingest.check_reader, self._storage, sender, text)
        published = await run_in_threadpool(self._storage.published, sender.office)
        content = msgspec.json.encode(published)
        etag = etag_of(content)
        if etag in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers={"ETag": etag})
        return Response(content, headers={"ETag": etag}, media_type="application/json")

    async def figures(self, request: Request) -> Response:
        """Take how an office stands now, told apart from its log."""
        sender = sender_of(request)
        content = await body_of(request, MAX_FIGURES_BYTES)
        text = figures_text(sender.office, sender.device, content)
        await run_in_threadpool(ingest.check_reader, self._storage, sender, text)
        told = read_json(content, TodaysFigures, "figures")
        held = await run_in_threadpool(self._storage.keep_today, sender.office, told)
        return _json(Taken(held.at))

    async def health(self, request: Request) -> Response:
        """Take how a device is, and tell it what is on offer for it."""
        sender = sender_of(request)
        content = await body_of(request, MAX_HEALTH_BYTES)
        text = health_text(sender.office, sender.device, content)
        await run_in_threadpool(ingest.check_reader, self._storage, sender, text)
        told = read_json(content, HealthReport, "a report of a device")
        now = self._clock.wall()
        offer = await run_in_threadpool(self._storage.keep_health, sender.office, sender.device, told, now)
        return _json(HealthTaken(now, offer))

    async def release(self, request: Request) -> Response:
        """Give a piece of the bundle of a release on offer; an empty one past its end."""
        sender, release, start = sender_of(request), request.path_params["release"], _after(request)
        text = piece_text(sender.office, sender.device, release, start)
        await run_in_threadpool(ingest.check_reader, self._storage, sender, text)
        offer = await run_in_threadpool(self._storage.offered, sender.office, release)
        if offer is None:
            raise NotAllowed("no such release is on offer here")
        piece = await run_in_threadpool(self._bundles.piece, offer, start)
        return Response(piece, media_type="application/octet-stream")


def sender_of(request: Request) -> Sender:
    """Read who a desk's call comes from, and with which signature."""
    return Sender(
        OfficeId(request.path_params["office"]),
        DeviceId(request.headers.get(wire.DEVICE_HEADER, "")),
        wire.read_signature(request.headers.get(wire.SIGNATURE_HEADER)),
    )


def _chain(request: Request) -> ChainId:
    return ingest.check_chain(request.query_params.get("chain", ""))


def _after(request: Request) -> Seq:
    after = request.query_params.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) <= MAX_SEQ_DIGITS):
        raise BadInput("after must be the seq of an event, or 0")
    return Seq(int(after))


async def body_of(request: Request, limit: int) -> bytes:
    """Read a call's body.

    Raises:
        SyncRefused: It is longer than ``limit`` bytes.
        BadInput: It was cut off, or did not come in time.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            async for part in request.stream():
                body += part
                if len(body) > limit:
                    raise SyncRefused(f"more than {limit} bytes; send fewer events")
    except ClientDisconnect as error:
        raise BadInput("the request was cut off") from error
    except TimeoutError as error:
        raise BadInput(f"the request did not arrive within {BODY_TIMEOUT_S:.0f} s") from error
    return bytes(body)


def _json(answer: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(answer), status, media_type="application/json")
