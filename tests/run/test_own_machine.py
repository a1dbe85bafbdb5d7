"""What a command writes and sends is seen, wherever it goes and although it is gone at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.run.own_machine import cannot_watch, run_watched

LIMIT_S = 60.0
STRANGER = "198.51.100.7"
"""An address of RFC 5737: nobody's."""

SCRIPT = """
import pathlib, socket, subprocess, sys, time
folder, copies = map(pathlib.Path, sys.argv[1:])
(folder / "kept").write_bytes(b"kept")
(folder / "kept").write_bytes(b"kept anew")
gone = folder / "gone"
gone.write_bytes(b"gone")
gone.unlink()
subprocess.run(["sh", "-c", f"echo by a child > {folder}/child; rm {folder}/child"], check=True)
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("%s", 53))
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9))
pathlib.Path("/dev/shm/kiosk-planted").write_bytes(b"in memory")
pathlib.Path("/dev/shm/kiosk-planted").unlink()
named = socket.socket(socket.AF_UNIX)
named.bind("\\0hidden")
server = socket.create_server(("0.0.0.0", 0))
port = server.getsockname()[1]
six = socket.create_server(("::1", 0), family=socket.AF_INET6) if socket.has_dualstack_ipv6() else None
with socket.create_connection(("127.0.0.1", port)) as near, server.accept()[0] as far:
    near.sendall(b"told near")
    far.sendall(b"told far")
    # What was watched before the second of these was copied was watched while the sockets were there.
    for mark in (b"first", b"second"):
        (folder / "mark").write_bytes(mark)
        for _ in range(600):
            if any(copy.read_bytes() == mark for copy in copies.iterdir()):
                break
            time.sleep(0.05)
print("0.0.0.0", port)
if six is not None:
    print("::1", six.getsockname()[1])
"""


def test_all_that_is_written_and_sent_is_seen(tmp_path: Path) -> None:
    reason = cannot_watch()
    if reason is not None:
        pytest.skip(reason)
    copies, folder = tmp_path / "copies", tmp_path / "folder"
    copies.mkdir()
    folder.mkdir()
    command = [sys.executable, "-c", SCRIPT % STRANGER, str(folder), str(copies)]
    seen = run_watched(command, copies, {}, LIMIT_S)
    assert seen.code == 0, seen.said
    assert seen.unread == []
    contents = [
        copy.read_bytes() for path, copy in seen.written if path.startswith((str(folder), "/dev/shm/"))
    ]
    assert {b"kept anew", b"gone", b"by a child\n", b"in memory"} <= set(contents)
    assert seen.sent == [STRANGER]
    assert set(seen.sockets) == {*seen.said.splitlines(), "@hidden"}
    assert b"told near" in seen.line
    assert b"told far" in seen.line
