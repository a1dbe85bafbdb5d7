"""A numeric keypad at the kiosk works a counter: real desk, real socket; keys from a pipe in place of a device."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.lib.units import BootId
from kiosk.link.client import DeskLink, issued_now
from kiosk.run.keypad import EV_KEY, EVENT, KEYS, PRESSED, KeypadWorker
from tests.run.processes import LIMIT_S, Site

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES = {key: code for code, key in KEYS.items()}
PIN = "246810"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskLink]:
    """A desk whose counter 2 has a keypad, with officer cb-01."""
    site = Site(tmp_path)
    with site.config.open("a", encoding="utf-8") as file:
        file.write("\n[keypad]\ncounter = 2\n")
    assert site.run("account", "cb-01", "--name", "A", text=f"{PIN}\n").returncode == 0
    process = site.start_desk()
    link = DeskLink(site.socket)
    yield link
    link.close()
    process.terminate()
    process.wait(LIMIT_S)


def open_pipe(path: Path) -> int:
    return os.open(path, os.O_RDWR)


class Keypad:
    """Keys pressed by a hand."""

    def __init__(self, folder: Path) -> None:
        self.device = folder / "keypad"
        os.mkfifo(self.device)
        self._writer = os.open(self.device, os.O_RDWR)

    def press(self, *keys: str) -> None:
        for key in keys:
            os.write(self._writer, EVENT.pack(0, 0, EV_KEY, CODES[key], PRESSED))

    def close(self) -> None:
        os.close(self._writer)


def counter(desk: DeskLink) -> dict[str, object]:
    found: dict[str, object] = next(c for c in desk.snapshot()["counters"] if c["number"] == 2)
    return found


def until(desk: DeskLink, officer: str | None, state: str | None) -> None:
    """Wait until the counter stands so."""
    end = time.monotonic() + LIMIT_S
    while True:
        view = counter(desk)
        ticket = view["ticket"]
        if (view["officer"], ticket["state"] if isinstance(ticket, dict) else None) == (officer, state):
            return
        assert time.monotonic() < end, view


def test_an_officer_without_a_pc_serves_by_the_keypad(desk: DeskLink, tmp_path: Path) -> None:
    boot = BootId(desk.hello()["time"]["boot"])
    arrival = c.CheckIn(CommandId(str(uuid.uuid4())), issued_now(boot), FieldCode("ho_tich"), How.PLAIN)
    desk.send(arrival, boot)
    keypad = Keypad(tmp_path)
    crashes: list[BaseException] = []
    worker = KeypadWorker(
        keypad.device, tmp_path / "run" / "desk.sock", on_crash=crashes.append, open_device=open_pipe
    )
    worker.start()
    keypad.press("plus", *"01", "enter", *"000000", "enter")
    keypad.press("1", "enter", *PIN, "enter")
    until(desk, "cb-01", None)
    keypad.press("plus")
    until(desk, "cb-01", "called")
    keypad.press("enter")
    until(desk, "cb-01", "serving")
    keypad.press("enter")
    until(desk, "cb-01", None)
    keypad.press("divide")
    until(desk, None, None)
    worker.stop()
    keypad.close()
    assert crashes == []


def test_a_keypad_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    crashes: list[BaseException] = []
    worker = KeypadWorker(tmp_path / "none", tmp_path / "desk.sock", on_crash=crashes.append)
    worker.start()
    worker.stop()
    assert crashes == []
