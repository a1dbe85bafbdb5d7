"""Pushed updates: whoever listens gets the newest snapshot, and skips those it was too slow for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from kiosk.desk.service import Desk
    from kiosk.domain.ids import Actor
    from kiosk.domain.snapshot import Snapshot

HEARTBEAT_S = 10.0
"""Often enough for a client to notice a dead line within half a minute."""

APART_S = 0.05
"""Nobody in a hall sees that a call is shown a twentieth of a second later."""


class Live:
    """Server-sent events of snapshots. Belongs to the desk's loop."""

    def __init__(self, desk: Desk, at: Actor | None = None) -> None:
        """Prepare.

        Args:
            at: Who looks; see `kiosk.desk.service.Desk.snapshot`.
        """
        self._desk = desk
        self._at = at
        self._listeners: set[asyncio.Event] = set()
        self._closing = False
        self._snapshot: Snapshot | None = None
        self._written: bytes | None = None
        desk.on_change.append(self._wake)

    @property
    def listeners(self) -> int:
        """How many clients listen now."""
        return len(self._listeners)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closing = True
        self._wake()

    def latest(self) -> Snapshot:
        """Give the office as it stands; within a beat and without a change it is the same one for all."""
        if self._snapshot is None:
            self._snapshot = self._desk.snapshot(self._at)
            asyncio.get_running_loop().call_later(APART_S, self._forget)
        return self._snapshot

    async def stream(self) -> AsyncIterator[bytes]:
        """Give the present snapshot at once and each later one, as server-sent events.

        Between two of them lies a beat of `APART_S`, the same for all listeners: however busy the
        office is, a snapshot is made once a beat, and everybody gets the same one.
        """
        changed = asyncio.Event()
        self._listeners.add(changed)
        try:
            while not self._closing:
                changed.clear()
                yield self._news()
                await asyncio.sleep(APART_S - asyncio.get_running_loop().time() % APART_S)
                while not changed.is_set():
                    try:
                        await asyncio.wait_for(changed.wait(), HEARTBEAT_S)
                    except TimeoutError:
                        yield b": still here\n\n"
        finally:
            self._listeners.discard(changed)

    def _news(self) -> bytes:
        """Write the present snapshot; those who are woken together share one."""
        snapshot = self.latest()
        if self._written is None:
            self._written = b"id: %d\ndata: %s\n\n" % (snapshot.seq, msgspec.json.encode(snapshot))
        return self._written

    def _forget(self) -> None:
        self._snapshot = self._written = None

    def _wake(self) -> None:
        self._forget()
        for changed in self._listeners:
            changed.set()
