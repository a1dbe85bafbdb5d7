"""What files, seals and listeners promise."""

from __future__ import annotations

import socket
import stat
from typing import TYPE_CHECKING

import pytest

from kiosk.errors import BadInput, PortInUse
from kiosk.lib.atomic_file import write_atomically
from kiosk.lib.listeners import listen_tcp, listen_unix
from kiosk.lib.sealing import SealingKey, seal

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_whole_and_no_leftover_remains(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_atomically(path, b"old")
    write_atomically(path, b"new", mode=0o600)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_only_the_receiver_opens_a_seal_and_only_for_its_purpose() -> None:
    key = SealingKey()
    sealed = seal(b"look", key.public, b"check-in 1")
    assert key.unseal(sealed, b"check-in 1") == b"look"
    for other, purpose in ((key, b"check-in 2"), (SealingKey(), b"check-in 1")):
        with pytest.raises(BadInput):
            other.unseal(sealed, purpose)


def test_a_port_in_use_is_named() -> None:
    with listen_tcp("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortInUse, match=str(port)):
            listen_tcp("127.0.0.1", port)


def test_a_unix_socket_is_private_and_a_dead_one_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "run" / "desk.sock"
    listen_unix(path).close()
    with listen_unix(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o660
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o750
        with pytest.raises(PortInUse, match="stop that one"):
            listen_unix(path)


def test_a_tcp_listener_lets_answers_go_at_once() -> None:
    with listen_tcp("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
