"""Pushed updates: whoever listens gets the newest snapshot, and skips those it was too slow for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from kiosk.desk.service import Desk

HEARTBEAT_S = 10.0
"""Often enough for a client to notice a dead line within half a minute."""


class Live:
    """Server-sent events of snapshots. Belongs to the desk's loop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._listeners: set[asyncio.Event] = set()
        self._closing = False
        desk.on_change.append(self._wake)

    @property
    def listeners(self) -> int:
        """How many clients listen now."""
        return len(self._listeners)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closing = True
        self._wake()

    async def stream(self) -> AsyncIterator[bytes]:
        """Give the present snapshot at once and each later one, as server-sent events."""
        changed = asyncio.Event()
        self._listeners.add(changed)
        try:
            while not self._closing:
                changed.clear()
                snapshot = self._desk.snapshot()
                yield b"id: %d\ndata: %s\n\n" % (snapshot.seq, msgspec.json.encode(snapshot))
                while not changed.is_set():
                    try:
                        await asyncio.wait_for(changed.wait(), HEARTBEAT_S)
                    except TimeoutError:
                        yield b": still here\n\n"
        finally:
            self._listeners.discard(changed)

    def _wake(self) -> None:
        for changed in self._listeners:
            changed.set()
