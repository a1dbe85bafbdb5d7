"""What somebody who may list the machine's processes, or read its logs, learns of secrets: nothing."""

from __future__ import annotations

import base64
import re
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from kiosk.run.central import READER_TOKEN
from kiosk.run.demo import Demo, DemoOptions
from kiosk.run.demo_world import Process, World, open_folder
from kiosk.run.paths import DeskPaths
from kiosk.web.guard import SESSION_COOKIE
from tests.web.server import LIMIT_S

UNITS = sorted((Path(__file__).parents[2] / "systemd" / "system").glob("*.service"))


@dataclass
class Running:
    """A demo's desk and central, an officer signed in, and every secret that there is."""

    processes: list[Process]
    logs: Path
    secrets: dict[str, bytes]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("neighbour")
    world = World(in_window=False)
    options = DemoOptions(True, 1, folder, None, None, False)
    demo = Demo(options, world, [], open_folder(folder / "logs"))
    try:
        demo.begin()
        (officer, pin), *_ = demo._pins.items()
        with httpx.Client(base_url=world.addresses.desk, timeout=LIMIT_S) as browser:
            browser.headers.update({"X-Requested-With": "kiosk", "Origin": world.addresses.desk})
            answer = browser.post("/api/session", json={"officer": officer, "pin": pin, "counter": 1})
            assert answer.status_code == 200, answer.text
            session = browser.cookies[SESSION_COOKIE]
        secrets = {
            "session": session.encode(),
            "reader token": demo._token.encode(),
            "board token": world._board_token.encode(),
            **{f"PIN of {one}": value.encode() for one, value in demo._pins.items()},
            **key_forms("device key", DeskPaths.of(world.config).device_key.read_bytes()),
            **key_forms("day key", (world.runtime / "day.key").read_bytes()),
        }
        yield Running(demo._running, folder / "logs", secrets)
    finally:
        demo.stop()
        world.close()


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
        try:
            lines[path] = path.read_bytes()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    assert any(b"kiosk\0desk" in line for line in lines.values())
    assert {path: found for path, line in lines.items() if (found := shown(line, running.secrets))} == {}


def test_only_central_has_its_readers_token_in_its_environment_and_nobody_another_secret(
    running: Running,
) -> None:
    assert {process.name for process in running.processes} == {"central", "desk"}
    for process in running.processes:
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()
        own = process.name == "central" and READER_TOKEN.encode() in environment
        assert shown(environment, running.secrets) == (["reader token"] if own else []), process.name


def test_no_log_shows_a_secret(running: Running) -> None:
    logs = {path.name: path.read_bytes() for path in running.logs.iterdir()}
    assert set(logs) == {"central.log", "desk.log"}
    assert {name: found for name, log in logs.items() if (found := shown(log, running.secrets))} == {}


def test_no_process_dumps_its_memory(running: Running) -> None:
    for process in running.processes:
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0), process.name
        # Not even for a program that dumps are piped to, which the limit does not bind.
        kinds = Path(f"/proc/{process.pid}/coredump_filter").read_text("ascii")
        assert int(kinds, 16) == 0, process.name


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
