"""A TCP line to central that is narrow, slow, or cut in the middle of anything."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from kiosk.lib.worker import Worker

SMALL_BUFFER_BYTES = 4_096
"""So that what the line has not carried yet waits at the sender, as it does before a slow modem."""


def _whole() -> None:
    return None


@dataclass
class RoughLine:
    """How each connection to ``upstream`` is treated.

    Attributes:
        piece_bytes: Carried at once, each piece after ``pause_s``.
        cut_after: Drawn for each direction of each connection: after so many bytes it is cut; None for never.
    """

    upstream: str
    piece_bytes: int = 65_536
    pause_s: float = 0.0
    cut_after: Callable[[], int | None] = _whole
    cuts: int = 0

    @contextmanager
    def open(self) -> Iterator[str]:
        """Carry connections until the end; gives the near end's address."""
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER_BYTES)
        loop = asyncio.new_event_loop()
        ending = asyncio.Event()
        crashes: list[BaseException] = []
        worker = Worker(
            "rough-line",
            lambda: loop.run_until_complete(self._serve(listener, ending)),
            on_crash=crashes.append,
        )
        worker.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            worker.wake_to_stop()
            loop.call_soon_threadsafe(ending.set)
            worker.stop(timeout_s=20)
            loop.close()
        assert not crashes

    async def _serve(self, listener: socket.socket, ending: asyncio.Event) -> None:
        carrying: set[asyncio.Task[None]] = set()

        def take(near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
            carrying.add(asyncio.create_task(self._carry(near_in, near_out)))

        server = await asyncio.start_server(take, sock=listener, limit=SMALL_BUFFER_BYTES)
        await ending.wait()
        server.close()
        for task in carrying:
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)

    async def _carry(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        host, _, port = self.upstream.removeprefix("http://").partition(":")
        writers = [near_out]
        try:
            far_in, far_out = await asyncio.open_connection(host, int(port), limit=SMALL_BUFFER_BYTES)
            writers.append(far_out)
            ways = [
                asyncio.create_task(self._pump(near_in, far_out)),
                asyncio.create_task(self._pump(far_in, near_out)),
            ]
            try:
                # Whichever end goes first, both ends lose the line.
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        except OSError:
            pass  # the far side is down: the near side sees its connection end
        finally:
            for writer in writers:
                writer.close()
            for writer in writers:
                with suppress(OSError):
                    await writer.wait_closed()

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        left = self.cut_after()
        with suppress(OSError):
            while part := await source.read(self.piece_bytes):
                if self.pause_s:
                    await asyncio.sleep(self.pause_s)
                if left is not None and len(part) >= left:
                    target.write(part[:left])
                    self.cuts += 1
                    await target.drain()
                    return
                left = left - len(part) if left is not None else None
                target.write(part)
                await target.drain()
