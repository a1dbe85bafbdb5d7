"""One warm HTTP connection to the desk, with nothing between the measurement and the socket."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.errors import DeskAway

if TYPE_CHECKING:
    from pathlib import Path

ANSWER_TIMEOUT_S = 30.0
"""A measurement waits longer than any client would: a slow answer is a figure, not a failure."""

LONGEST_LINE = 4 * 1024 * 1024
"""Of one snapshot, in bytes: thousands who wait."""

SEQ = re.compile(rb'"seq":(\d+)')
"""A snapshot's own seq comes first in it; reading all of it would take from the desk's share of the machine."""


class Line:
    """Asks one thing at a time, on a connection that stays open."""

    def __init__(self, *, port: int | None = None, socket: Path | None = None, cookie: str = "") -> None:
        """Prepare; :meth:`open` connects.

        Args:
            port: Of the pages, on this machine; None for the screen's socket.
            cookie: A session's, as ``name=value``.
        """
        self._port, self._socket = port, socket
        extra = f"Cookie: {cookie}\r\nX-Requested-With: kiosk\r\n" if cookie else ""
        self._head = f"Host: 127.0.0.1{f':{port}' if port else ''}\r\n{extra}"

    async def open(self) -> None:
        """Connect."""
        if self._socket is not None:
            self._reader, self._writer = await asyncio.open_unix_connection(
                str(self._socket), limit=LONGEST_LINE
            )
        else:
            self._reader, self._writer = await asyncio.open_connection(
                "127.0.0.1", self._port, limit=LONGEST_LINE
            )

    def close(self) -> None:
        """Let the connection go."""
        self._writer.close()

    async def get(self, path: str) -> dict[str, Any]:
        """Read a JSON answer.

        Raises:
            DeskAway: The line broke, or the answer is none.
        """
        return (await self._ask(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode()))[1]

    async def post(self, path: str, values: object) -> tuple[int, dict[str, Any], float]:
        """Send JSON; give the status, the answer and how long it took in seconds.

        Raises:
            DeskAway: The line broke, or the answer is none.
        """
        body = msgspec.json.encode(values)
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Type: application/json\r\n"
        request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        sent = time.perf_counter()
        status, answer = await self._ask(request)
        return status, answer, time.perf_counter() - sent

    async def listen(self, path: str, heard: list[tuple[float, int]]) -> None:
        """Follow server-sent snapshots; note when each came and up to which event it tells.

        Raises:
            DeskAway: The line broke.
        """
        self._writer.write(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())
        while line := await self._reader.readline():
            if line.startswith(b"data: "):
                now = time.perf_counter()
                seq = SEQ.search(line)
                if seq is not None:
                    heard.append((now, int(seq[1])))
        raise DeskAway("the desk ended its updates")

    async def first_update(self, path: str) -> dict[str, Any]:
        """Read the first of server-sent snapshots; the line is of no use afterwards.

        Raises:
            DeskAway: The line broke.
        """
        self._writer.write(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())
        while line := await self._reader.readline():
            if line.startswith(b"data: "):
                snapshot: dict[str, Any] = msgspec.json.decode(line.removeprefix(b"data: "))
                return snapshot
        raise DeskAway("the desk sent no snapshot")

    async def _ask(self, request: bytes) -> tuple[int, dict[str, Any]]:
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                self._writer.write(request)
                head = await self._reader.readuntil(b"\r\n\r\n")
                lines = head.decode("latin-1").lower().split("\r\n")
                sizes = [int(line.partition(":")[2]) for line in lines if line.startswith("content-length:")]
                body = await self._reader.readexactly(sizes[0])
        except (OSError, EOFError, TimeoutError, IndexError) as error:
            raise DeskAway(f"the desk does not answer: {error!r}") from error
        return int(lines[0].split()[1]), msgspec.json.decode(body)
