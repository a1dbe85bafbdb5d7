"""Listening sockets as this product needs them, and servers that share one loop."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from kiosk.errors import PortInUse

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import ASGIApp

BACKLOG = 128
GRACE_S = 3
"""How long answers under way may take when the server stops."""


def listen_tcp(host: str, port: int) -> socket.socket:
    """Listen on an address; port 0 takes a free one.

    Raises:
        PortInUse: The address cannot be had; the message says which and what to do.
    """
    # With IPPROTO_TCP named, asyncio switches Nagle's algorithm off; else an answer waits 40 ms.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        reason = "another program uses it" if error.errno == errno.EADDRINUSE else error.strerror
        raise PortInUse(f"cannot listen on {host}:{port}: {reason}; choose another port") from error
    return listener


def listen_unix(path: Path) -> socket.socket:
    """Listen on a unix socket, 0660 in a 0750 folder, replacing one that nobody answers on.

    Raises:
        PortInUse: Another process answers on it, or the folder cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        _remove_dead(path)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o117)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
        listener.listen(BACKLOG)
    except OSError as error:
        raise PortInUse(
            f"cannot listen on {path}: {error.strerror}; choose another runtime folder"
        ) from error
    return listener


def server_of(
    app: ASGIApp, tls: ssl.SSLContext | None = None, *, behind_proxy: bool = False
) -> uvicorn.Server:
    """Make a server that leaves signals to whoever runs the loop; with ``tls`` it speaks nothing else.

    Args:
        behind_proxy: Believe a proxy on this machine who asks. Else it is who holds the connection: a header
            that names another address would get round every limit.
    """
    config = uvicorn.Config(
        app,
        ssl_context_factory=None if tls is None else lambda _config, _default: tls,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=behind_proxy,
        timeout_graceful_shutdown=GRACE_S,
        ws="none",
    )
    return _QuietServer(config)


class _QuietServer(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _remove_dead(path: Path) -> None:
    if not path.exists():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise PortInUse(f"a desk answers on {path} already; stop that one first")
