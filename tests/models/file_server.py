"""A web server on this machine that gives files whole, in part, cut short or wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Self

from kiosk.lib.worker import Worker

if TYPE_CHECKING:
    from types import TracebackType

ROUND_LIMIT_S = 0.05


@dataclass
class FileServer:
    """Serve ``files`` (path to bytes) on 127.0.0.1 until the block ends.

    Attributes:
        cut_after: Close the connection after so many bytes of an answer; None sends all.
        knows_ranges: Whether a Range header is heeded.
        asked: First bytes that were asked for, in order.
    """

    files: dict[str, bytes]
    port: int = 0
    cut_after: int | None = None
    knows_ranges: bool = True
    asked: list[int] = field(default_factory=list)

    def __enter__(self) -> Self:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
                pass

        self._server = HTTPServer(("127.0.0.1", self.port), Handler)
        self._server.timeout = ROUND_LIMIT_S
        self.port = self._server.server_port
        self._worker = Worker("file server", self._server.handle_request, on_crash=lambda _error: None)
        self._worker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.stop()
        self._server.server_close()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        content = self.files.get(request.path)
        first = int(request.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        self.asked.append(first)
        if content is None:
            request.send_error(404)
        elif first and self.knows_ranges and first >= len(content):
            request.send_error(416)
        else:
            first = first if self.knows_ranges else 0
            request.send_response(206 if first else 200)
            if first:
                request.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
            request.send_header("Content-Length", str(len(content) - first))
            request.end_headers()
            request.wfile.write(content[first:][: self.cut_after])
