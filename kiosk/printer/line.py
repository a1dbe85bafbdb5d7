"""The line to a printer: a TCP port, a USB device or a serial one, with a limit on every wait."""

from __future__ import annotations

import os
import select
import socket
import termios
import time
import tty
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.errors import PrinterGone

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_LIMIT_S = 3.0

WRITE_LIMIT_S = 10.0
"""A slip is 70 kB and prints in two seconds; a printer that takes nothing for so long is stuck."""

ANSWER_LIMIT_S = 0.5
"""A status is answered within milliseconds; printers that know none stay silent."""

CHUNK = 4096

BAUD = termios.B115200
"""What serial printers and USB adapters of today are set to; a slip takes 6 s."""


class Line:
    """An open line, as a non-blocking file descriptor."""

    def __init__(self, name: str, handle: int) -> None:
        self._name = name
        self._handle = handle

    def write(self, content: bytes) -> None:
        """Send all of it.

        Raises:
            PrinterGone: The line broke, or nothing was taken for `WRITE_LIMIT_S`.
        """
        left = memoryview(content)
        taken_at = time.monotonic()
        while left:
            rest_s = taken_at + WRITE_LIMIT_S - time.monotonic()
            _, writable, _ = select.select((), (self._handle,), (), max(0.0, rest_s))
            if not writable:
                raise PrinterGone(f"{self._name} takes no data; switch it off and on")
            with _translated(self._name):
                left = left[os.write(self._handle, left[:CHUNK]) :]
            taken_at = time.monotonic()

    def ask(self, question: bytes) -> bytes:
        """Send a question and give what comes back within `ANSWER_LIMIT_S`; empty for nothing.

        Raises:
            PrinterGone: The line broke.
        """
        self.write(question)
        readable, _, _ = select.select((self._handle,), (), (), ANSWER_LIMIT_S)
        if not readable:
            return b""
        with _translated(self._name):
            return os.read(self._handle, CHUNK)


@contextmanager
def open_line(device: str) -> Iterator[Line]:
    """Open a line, and close it at the end.

    Args:
        device: ``network:HOST:PORT``, or ``file:PATH`` of a USB or serial device.

    Raises:
        PrinterGone: Nobody answers there.
    """
    kind, _, place = device.partition(":")
    with _translated(device):
        handle = _connect(place) if kind == "network" else _open(place)
    try:
        yield Line(device, handle)
    finally:
        os.close(handle)


def _connect(place: str) -> int:
    host, _, port = place.rpartition(":")
    with socket.create_connection((host, int(port)), CONNECT_LIMIT_S) as line:
        line.setblocking(False)
        return line.detach()


def _open(path: str) -> int:
    handle = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
    if os.isatty(handle):
        tty.setraw(handle)
        settings = termios.tcgetattr(handle)
        settings[4] = settings[5] = BAUD
        termios.tcsetattr(handle, termios.TCSANOW, settings)
    return handle


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PrinterGone(f"{name}: {error.strerror or error}; is it on and plugged in?") from error
