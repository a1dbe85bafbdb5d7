"""Killed at any instant, either side: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kiosk.central.commands import open_storage
from kiosk.central.storage import Storage
from kiosk.domain.ids import Seq
from kiosk.errors import CentralAway
from kiosk.lib import signing
from kiosk.sync.client import CentralClient
from kiosk.sync.push import Pusher
from tests.central.desk_log import DeskLog
from tests.central.devices import OFFICE, Device
from tests.central.servers import Fault, lose_request, pass_on
from tests.sync.conftest import Reached

ROOT = Path(__file__).parents[2]
LIMIT_S = 60


def start(module: str, *arguments: object, keep: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"tests.sync.{module}", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, pass_fds=keep)


def held(storage: Storage, log: DeskLog) -> list[str]:
    return [event.hash for event in storage.events(OFFICE, log.head.chain, Seq(0), 10_000)]


@pytest.mark.parametrize("at_request", [2, 4])
@pytest.mark.parametrize("when", ["before the commit", "after the commit"])
def test_a_desk_killed_while_pushing_loses_and_doubles_nothing(
    at_request: int, when: str, reached: Reached, log: DeskLog, storage: Storage
) -> None:
    key_file = log.path.with_name("device.key")
    key = signing.load_or_make_private_key(key_file)
    Device(key=key).enrol(storage)
    log.busy_day(5)
    desk: list[subprocess.Popen[bytes]] = []
    reached.line.faults += [pass_on] * (at_request - 1) + [
        killing(desk, after_commit=when == "after the commit")
    ]
    desk.append(start("push_process", log.path, reached.url, key_file))
    assert desk[0].wait(LIMIT_S) == -9
    again = start("push_process", log.path, reached.url, key_file)
    assert again.wait(LIMIT_S) == 0
    assert held(storage, log) == [event.hash for event in log.events()]
    assert storage.visits(OFFICE) == log.visits()


def killing(desk: list[subprocess.Popen[bytes]], *, after_commit: bool) -> Fault:
    def fault(handler: BaseHTTPRequestHandler, forward: object) -> None:
        if after_commit:
            forward()  # type: ignore[operator]
        desk[0].kill()
        lose_request(handler, forward)  # type: ignore[arg-type]

    return fault


@contextmanager
def central_process(address: str, listener: socket.socket) -> Iterator[subprocess.Popen[bytes]]:
    process = start("central_process", address, listener.fileno(), keep=(listener.fileno(),))
    try:
        yield process
    finally:
        process.kill()
        process.wait(LIMIT_S)


def test_a_central_killed_while_taking_batches_keeps_what_it_acknowledged(
    log: DeskLog, tmp_path: Path
) -> None:
    address = f"sqlite:///{tmp_path / 'killed.db'}"
    storage = open_storage(address)
    device = Device().enrol(storage)
    log.busy_day(10)
    acknowledged = [0]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        client = CentralClient(url, device.office, device.id, device.key)
        for kill_after in (1, 4, 9, None):
            with central_process(address, listener) as process:

                def note(_chain: str, seq: int, process: subprocess.Popen[bytes] = process, limit: int | None = kill_after) -> None:  # fmt: skip
                    acknowledged.append(seq)
                    if limit is not None and seq >= 2 * limit:
                        process.kill()

                try:
                    Pusher(log.path, client, acknowledged=note, most_events=2).push_round()
                except CentralAway:
                    assert kill_after is not None
            assert len(held(storage, log)) >= max(acknowledged)
        client.close()
    assert held(storage, log) == [event.hash for event in log.events()]
    assert storage.visits(OFFICE) == log.visits()
    storage.close()
