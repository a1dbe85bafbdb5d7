"""Server-sent events for pages: the newest state, and a beat that shows the line is alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from starlette.responses import StreamingResponse

from kiosk.domain.snapshot_views import DeskTime
from kiosk.lib.units import NS_PER_MS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from kiosk.desk.live import Live
    from kiosk.lib.clock import Clock

HEARTBEAT = b":"
"""What a comment begins with; `Live` sends one while nothing changes."""


def push_snapshots(live: Live, clock: Clock, still_signed_in: Callable[[], bool]) -> StreamingResponse:
    """Send every snapshot to one officer, for as long as the session lasts."""

    async def events() -> AsyncIterator[bytes]:
        async for chunk in _with_beats(live, clock):
            if not still_signed_in():
                return
            yield chunk

    return _stream(events())


def push_views(live: Live, clock: Clock, write: Callable[[], bytes]) -> StreamingResponse:
    """Send ``write()``, a view as JSON, at once and after every change."""

    async def events() -> AsyncIterator[bytes]:
        async for chunk in _with_beats(live, clock):
            is_beat = chunk.startswith(b"event: beat")
            yield chunk if is_beat else b"data: %s\n\n" % write()

    return _stream(events())


async def _with_beats(live: Live, clock: Clock) -> AsyncIterator[bytes]:
    """Replace comments, which a browser hides from its page, by events that carry the desk's time."""
    async for chunk in live.stream():
        if chunk.startswith(HEARTBEAT):
            time = DeskTime(clock.boot(), clock.boot_ns() // NS_PER_MS)
            yield b"event: beat\ndata: %s\n\n" % msgspec.json.encode(time)
        else:
            yield chunk


def _stream(events: AsyncIterator[bytes]) -> StreamingResponse:
    # A proxy that collects events before it passes them on would show the hall the past.
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
