"""A thermal printer on a TCP port that behaves like one: it answers its status, runs out of paper, gets stuck."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

FINE = 0x12
QUESTION = b"\x10\x04"
OUT_OF_PAPER, COVER, NEAR_END = (0x32, 0x72), (0x16, 0x12), (0x12, 0x1E)


class FakePrinter:
    """Listens until :meth:`close`.

    Attributes:
        answers: Its status bytes for DLE EOT 2 and 4; None for a printer that knows no status.
        slips: What came between one INIT and its cut, for each slip.
        runs_out_after: Number of slips after which the paper is at its end; None for never.
    """

    def __init__(self) -> None:
        self.answers: tuple[int, int] | None = (FINE, FINE)
        self.slips: list[bytes] = []
        self.runs_out_after: int | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.device = f"network:127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            with line, suppress(ConnectionError):
                line.settimeout(10)
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        received = b""
        while content := line.recv(65536):
            received += content
            while QUESTION in received:
                before, _, rest = received.partition(QUESTION)
                self._print(before)
                if not rest:
                    break
                received = rest[1:]
                if self.answers is not None:
                    line.sendall(bytes([self.answers[0] if rest[0] == 2 else self.answers[1]]))
        self._print(received)

    def _print(self, content: bytes) -> None:
        if not content:
            return
        self.slips.append(content)
        if self.runs_out_after is not None and len(self.slips) >= self.runs_out_after:
            self.answers = OUT_OF_PAPER
