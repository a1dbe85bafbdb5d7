"""What somebody who may list the machine's processes, or read its logs, learns of secrets: nothing."""

from __future__ import annotations

import base64
import re
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from kiosk.face.weights import needed_models
from kiosk.lib.worker import Worker
from kiosk.link.client import DeskLink
from kiosk.run.central import READER_TOKEN
from kiosk.run.demo import Demo, DemoOptions
from kiosk.run.demo_world import Process, World, offscreen, open_folder, stop_all
from kiosk.web.guard import SESSION_COOKIE
from tests.faces import weights
from tests.run.given import give_card
from tests.run.test_relay import TwoKiosks
from tests.web.server import LIMIT_S

UNITS = sorted((Path(__file__).parents[2] / "systemd" / "system").glob("*.service"))

ROUND_S = 0.05

MISTYPED, ID_NUMBER = "739164", "001203004567"

PROCESSES = ("central", "desk", "screen", "board", "second office's desk", "relay")
"""Each kind of process that the product runs for long."""


@dataclass
class Running:
    """Every process of a demo and of an office with a second kiosk, and every secret that there is."""

    processes: dict[str, Process]
    logs: Path
    secrets: dict[str, bytes]

    def told_of(self, name: str, what: str) -> list[bytes]:
        """Give what the kernel tells of a process and of the children that it has now."""
        mine = self.processes[name].pid
        told = [Path(f"/proc/{mine}/{what}").read_bytes()]
        for child in children_of(mine):
            with suppress(FileNotFoundError, ProcessLookupError):  # it may have ended
                told.append(Path(f"/proc/{child}/{what}").read_bytes())
        return told


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    for name in needed_models("sface", "yunet"):
        weights(name)
    folder = tmp_path_factory.mktemp("neighbour")
    logs = open_folder(folder / "logs")
    world = World(in_window=False)
    demo = Demo(DemoOptions(True, 1, folder, None, None, False), world, [], logs)
    other = TwoKiosks(open_folder(folder / "second"))
    more: list[Process] = []
    systemd = Systemd(folder / "notify")
    try:
        demo.begin()
        glass = offscreen(world.runtime)
        for command, config, own, name in (
            ("screen", world.config_path, glass, "screen"),
            ("board", world.config_path, glass, "board"),
            ("desk", other.first.config, {}, "second office's desk"),
            ("relay", other.second.config, {}, "relay"),
        ):
            arguments = ["kiosk", command, "--config", str(config)]
            environment = {**own, "NOTIFY_SOCKET": systemd.address}
            more.append(Process(name, arguments, logs / f"{name}.log", environment))
            systemd.start(more[-1])
        with closing(DeskLink(world.runtime / "desk.sock")) as link:
            assert give_card(link, ID_NUMBER)["ticket"]
        secrets = {
            "session": signed_in(world.addresses.desk, *next(iter(demo._pins.items()))).encode(),
            "mistyped PIN": MISTYPED.encode(),
            "ID number": ID_NUMBER.encode(),
            "name": "Cán bộ 01".encode(),
            "reader token": demo._token.encode(),
            "board token": world._board_token.encode(),
            **{f"PIN of {one}": value.encode() for one, value in demo._pins.items()},
        }
        for place in (world.state, world.runtime, folder / "second"):
            for number, key in enumerate(sorted(place.rglob("*.key"))):
                secrets |= key_forms(f"{key.name} {number} in {place.name}", key.read_bytes())
        processes = {process.name: process for process in [*demo._running, *more]}
        yield Running(processes, logs, secrets)
    finally:
        stop_all(more)
        systemd.stop()
        demo.stop()
        world.close()


class Systemd:
    """Hears what services tell it, and counts those that are ready."""

    def __init__(self, address: Path) -> None:
        self.address = str(address)
        self._told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._told.bind(self.address)
        self._told.settimeout(ROUND_S)
        self._ready = 0
        self._worker = Worker("systemd", self._hear, on_crash=lambda _crash: None)
        self._worker.start()

    def start(self, process: Process) -> None:
        """Start a service, and wait until it is ready."""
        before = self._ready
        process.start()
        process.wait_until(lambda: self._ready > before)

    def stop(self) -> None:
        self._worker.stop()
        self._told.close()

    def _hear(self) -> None:
        with suppress(TimeoutError):
            self._ready += b"READY=1" in self._told.recv(4096)


def signed_in(address: str, officer: str, pin: str) -> str:
    """Sign an officer in, at the second attempt, and give the session's secret."""
    with httpx.Client(base_url=address, timeout=LIMIT_S) as browser:
        browser.headers.update({"X-Requested-With": "kiosk", "Origin": address})
        for typed, status in ((MISTYPED, 401), (pin, 200)):
            answer = browser.post("/api/session", json={"officer": officer, "pin": typed, "counter": 1})
            assert answer.status_code == status, answer.text
        return str(browser.cookies[SESSION_COOKIE])


def children_of(parent: int) -> list[int]:
    """Give the children, and theirs, that a process has now."""
    found = []
    for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, tasks.read_text("ascii").split()):
                found += [child, *children_of(child)]
    return found


def key_forms(name: str, content: bytes) -> dict[str, bytes]:
    """Give a key file as its bytes, in hex and in Base64."""
    lines = [line for line in content.splitlines() if b"-----" not in line and len(line) >= 16]
    return {
        f"{name}, bytes": content,
        f"{name}, hex": content.hex().encode(),
        f"{name}, Base64": base64.b64encode(content),
        **{f"{name}, line {number}": line for number, line in enumerate(lines)},
    }


def shown(content: bytes, secrets: dict[str, bytes]) -> list[str]:
    """Name the secrets in a content; a PIN counts where it stands alone, as six digits of a time do not."""
    return [
        name
        for name, secret in secrets.items()
        if re.search(rb"(?<![0-9A-Za-z.])" + re.escape(secret) + rb"(?![0-9A-Za-z])", content)
    ]


def test_no_command_line_on_the_machine_shows_a_secret(running: Running) -> None:
    lines = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            lines[int(path.parent.name)] = path.read_bytes()
    assert {process.pid for process in running.processes.values()} <= lines.keys()
    assert {one: found for one, line in lines.items() if (found := shown(line, running.secrets))} == {}


@pytest.mark.parametrize("name", PROCESSES)
def test_only_central_has_its_readers_token_in_its_environment_and_nobody_another_secret(
    running: Running, name: str
) -> None:
    for environment in running.told_of(name, "environ"):
        own = name == "central" and READER_TOKEN.encode() in environment
        assert shown(environment, running.secrets) == (["reader token"] if own else [])


@pytest.mark.parametrize("name", PROCESSES)
def test_no_log_shows_a_secret(running: Running, name: str) -> None:
    assert shown((running.logs / f"{name}.log").read_bytes(), running.secrets) == []


@pytest.mark.parametrize("name", PROCESSES)
def test_no_process_dumps_its_memory(running: Running, name: str) -> None:
    for limits in running.told_of(name, "limits"):
        assert re.search(rb"^Max core file size +0 +0 ", limits, re.MULTILINE)
    # Not even for a program that dumps are piped to, which the limit does not bind.
    assert {int(kinds, 16) for kinds in running.told_of(name, "coredump_filter")} == {0}


def test_each_process_and_each_kind_of_secret_was_looked_at(running: Running) -> None:
    assert set(running.processes) == set(PROCESSES)
    assert {path.stem for path in running.logs.iterdir()} == set(PROCESSES)
    for kind in ("session", "token", "PIN of", "mistyped", "ID number", "name", "day.key", "device.key"):
        assert any(kind in name for name in running.secrets), kind


def test_the_search_finds_what_is_there(running: Running) -> None:
    for name, secret in running.secrets.items():
        assert name in shown(b"before " + secret + b" after", running.secrets)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_no_unit_lets_a_process_dump_its_memory(unit: Path) -> None:
    text = unit.read_text("utf-8")
    assert re.search(r"^LimitCORE=0$", text, re.MULTILINE)
    assert not re.search(
        r"^Environment=.*(TOKEN|PASSWORD|PIN|SECRET|KEY)", text, re.MULTILINE | re.IGNORECASE
    )
