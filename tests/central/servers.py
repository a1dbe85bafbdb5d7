"""Central behind real HTTP, and a way to it that can fail in real ways."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import uvicorn
from starlette.types import ASGIApp

from kiosk.lib.worker import Worker

Forward = Callable[[], tuple[int, bytes, dict[str, str]]]
"""Lets central handle the request; gives its status, its content and its own headers."""

Fault = Callable[[BaseHTTPRequestHandler, Forward], None]
"""Handles one request in its own way; calling the second argument lets central handle it first."""


@contextmanager
def serving(app: ASGIApp, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve an application on this machine; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            ssl_context_factory=None if tls is None else lambda _config, _default: tls,
            log_config=None,
            access_log=False,
            lifespan="off",
        )
    )
    crashes: list[BaseException] = []
    worker = Worker("uvicorn", lambda: server.run(sockets=[listener]), on_crash=crashes.append)
    worker.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        worker.stop(timeout_s=20)
        listener.close()
    assert not crashes


class Line:
    """A proxy in front of central; ``faults`` are used up one a request, then it is honest."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream.removeprefix("http://")
        self.faults: list[Fault] = []
        self.requests: list[str] = []

    @contextmanager
    def open(self) -> Iterator[str]:
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                line._handle(self)

            do_POST = do_GET  # noqa: N815  # the base class's name

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
                """Keep silent."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        worker = Worker("line", lambda: server.serve_forever(poll_interval=0.02), on_crash=lambda _: None)
        worker.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            worker.wake_to_stop()
            server.shutdown()
            worker.stop()
            server.server_close()

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        self.requests.append(f"{handler.command} {handler.path}")

        def forward() -> tuple[int, bytes, dict[str, str]]:
            central = http.client.HTTPConnection(self.upstream, timeout=20)
            try:
                central.request(handler.command, handler.path, body, dict(handler.headers))
                answer = central.getresponse()
                own = {
                    name: value for name, value in answer.getheaders() if name.lower().startswith("kiosk-")
                }
                return answer.status, answer.read(), own
            finally:
                central.close()

        fault = self.faults.pop(0) if self.faults else pass_on
        fault(handler, forward)


def pass_on(handler: BaseHTTPRequestHandler, forward: Forward) -> None:
    status, text, headers = forward()
    answer(handler, status, text, **headers)


def lose_request(handler: BaseHTTPRequestHandler, _forward: Forward) -> None:
    handler.close_connection = True


def lose_answer(handler: BaseHTTPRequestHandler, forward: Forward) -> None:
    forward()
    handler.close_connection = True


def truncate_answer(handler: BaseHTTPRequestHandler, forward: Forward) -> None:
    status, text, _ = forward()
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(text)))
    handler.end_headers()
    handler.wfile.write(text[: len(text) // 2])
    handler.close_connection = True


def repeat_request(handler: BaseHTTPRequestHandler, forward: Forward) -> None:
    forward()
    pass_on(handler, forward)


def say(status: int, text: bytes, **headers: str) -> Fault:
    """Answer in central's stead."""

    def fault(handler: BaseHTTPRequestHandler, _forward: Forward) -> None:
        answer(handler, status, text, **headers)

    return fault


def answer(handler: BaseHTTPRequestHandler, status: int, text: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(text)))
    handler.end_headers()
    handler.wfile.write(text)
