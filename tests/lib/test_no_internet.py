"""A thread that gave up the internet cannot get it back; others keep it."""

from __future__ import annotations

import errno
import socket
import threading

from kiosk.lib.no_internet import forbid_internet


def refusals() -> dict[str, int | None]:
    """Try each kind of socket; None where it opens."""
    found: dict[str, int | None] = {}
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        try:
            socket.socket(family, socket.SOCK_STREAM).close()
            found[family.name] = None
        except OSError as error:
            found[family.name] = error.errno
    return found


def test_a_thread_without_internet_and_its_children_still_have_unix_sockets() -> None:
    seen: list[dict[str, int | None]] = []

    def child() -> None:
        seen.append(refusals())

    def parent() -> None:
        forbid_internet()
        seen.append(refusals())
        grandchild = threading.Thread(target=child)
        grandchild.start()
        grandchild.join(5.0)

    thread = threading.Thread(target=parent)
    thread.start()
    thread.join(5.0)
    refused = {"AF_INET": errno.EAFNOSUPPORT, "AF_INET6": errno.EAFNOSUPPORT, "AF_UNIX": None}
    assert seen == [refused, refused]
    assert refusals()["AF_INET"] is None
