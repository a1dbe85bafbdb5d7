"""Another system's end of a webhook: takes, fails or keeps silent, and checks each signature."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kiosk.central.rest.outgoing import DELIVERY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from kiosk.lib.worker import Worker

HANG_UP = 0
"""In place of a status: close the line without an answer."""


@dataclass
class Receiver:
    """What came in, in its order; ``answers`` are used up one a call, then all is taken."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[str] = field(default_factory=list)
    signed: list[tuple[str, bytes, str]] = field(default_factory=list)

    def is_signed_by(self, secret: str) -> bool:
        """Tell whether every call was signed by a secret."""
        return all(sign(secret.encode(), at, body) == given for at, body, given in self.signed)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Listen on this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.answers.pop(0) if receiver.answers else 204
            receiver.told.append(json.loads(body))
            receiver.deliveries.append(self.headers[DELIVERY_HEADER])
            receiver.signed.append((self.headers[TIMESTAMP_HEADER], body, self.headers[SIGNATURE_HEADER]))
            if status == HANG_UP:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Keep silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    worker = Worker("receiver", lambda: server.serve_forever(poll_interval=0.02), on_crash=lambda _: None)
    worker.start()
    try:
        yield receiver
    finally:
        worker.wake_to_stop()
        server.shutdown()
        worker.stop()
        server.server_close()
