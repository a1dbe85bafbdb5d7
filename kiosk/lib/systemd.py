"""What a service tells systemd: ready, alive, stopping."""

from __future__ import annotations

import os
import socket


def notify(state: str) -> None:
    """Send ``state`` (such as ``READY=1``) to systemd; nothing happens outside it.

    Source: sd_notify(3).
    """
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
        sock.connect(address)
        sock.sendall(state.encode())
