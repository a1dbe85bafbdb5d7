"""The desks' call that tells citizens how an office stands, and is answered with what they said."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from kiosk.central import ingest
from kiosk.central.api import body_of, sender_of
from kiosk.central.duty import keeping
from kiosk.central.public import standing
from kiosk.lib.json_text import read_json
from kiosk.sync.public_wire import MAX_PUBLIC_BYTES, PublicState, public_text

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock


class PublicDeskSide:
    """One call; what is refused is raised and answered in one place."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def routes(self) -> list[Route]:
        """List the call with its address."""
        return [Route("/api/v1/offices/{office}/public", self.tell, methods=["POST"])]

    async def tell(self, request: Request) -> Response:
        """Take how an office stands now."""
        sender = sender_of(request)
        content = await body_of(request, MAX_PUBLIC_BYTES)
        text = public_text(sender.office, sender.device, content)
        await run_in_threadpool(ingest.check_reader, self._storage, sender, text)
        state = read_json(content, PublicState, "an office's state")
        keep = partial(standing.keep, office=sender.office, state=state, now=self._clock.wall())
        answer = await run_in_threadpool(self._storage.work_as, keeping(sender.office), keep)
        return Response(msgspec.json.encode(answer), media_type="application/json")
