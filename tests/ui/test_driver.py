"""The demo's way to the screen: a socket that taps, waits and takes pictures."""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import BadInput, PortInUse
from kiosk.ui.driver import Driver
from tests.ui.visits import Visit
from tests.ui.wait import until


class Line:
    """A client of the driver's socket, on Qt's own thread."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._socket.setblocking(False)
        self._heard = b""

    def ask(self, *requests: object) -> list[Any]:
        """Send the requests together; give their answers in order."""
        lines = [
            request if isinstance(request, bytes) else json.dumps(request).encode() for request in requests
        ]
        self._socket.sendall(b"".join(line + b"\n" for line in lines))
        until(lambda: self._hears(len(requests)))
        answers, self._heard = self._heard.splitlines(), b""
        return [json.loads(answer) for answer in answers]

    def _hears(self, lines: int) -> bool:
        with contextlib.suppress(BlockingIOError):
            self._heard += self._socket.recv(65536)
        return self._heard.count(b"\n") == lines

    def close(self) -> None:
        self._socket.close()


def test_the_driver_plays_a_citizen(visit: Visit, tmp_path: Path) -> None:
    _, conductor, _ = visit
    staged: list[dict[str, Any]] = []

    def stage(who: dict[str, Any]) -> dict[str, Any]:
        if "person" not in who:
            raise BadInput("stage needs a person")
        staged.append(who)
        return {"stands": who["person"]}

    driver = Driver(conductor, tmp_path / "touch.sock", on_stage=stage)
    line = Line(tmp_path / "touch.sock")
    picture = tmp_path / "ticket.png"
    answers = line.ask(
        {"stage": {"person": "a"}},
        {"tap": "field-chung_thuc"},
        {"tap": "consent"},
        {"wait": "ticket", "timeout_s": 5},
        {"grab": str(picture)},
        {"state": {}},
    )
    assert answers[0] == {"ok": True, "stands": "a"}
    assert staged == [{"person": "a"}]
    assert all(answer["ok"] for answer in answers)
    assert answers[5]["ticket"]["code"] == "A017"
    assert picture.read_bytes().startswith(b"\x89PNG")
    line.close()
    driver.close()
    assert not (tmp_path / "touch.sock").exists()


def test_the_driver_says_what_is_wrong_and_goes_on(visit: Visit, tmp_path: Path) -> None:
    _, conductor, _ = visit

    def stage(_: dict[str, Any]) -> dict[str, Any]:
        raise BadInput("nobody of that name")

    driver = Driver(conductor, tmp_path / "touch.sock", on_stage=stage)
    line = Line(tmp_path / "touch.sock")
    answers = line.ask(
        b"not json",
        {"dance": 1},
        {"stage": {"person": "z"}},
        {"wait": "ticket", "timeout_s": 0.05},
        {"tap": "office"},
        {"tap": "consent"},
        {"grab": str(tmp_path / "missing" / "x.png")},
        {"state": {}},
    )
    assert [answer["ok"] for answer in answers] == [False] * 7 + [True]
    errors = [answer.get("error", "") for answer in answers]
    assert "nobody of that name" in errors[2]
    assert "'start', not 'ticket'" in errors[3]
    assert "did not hear" in errors[4]
    assert "'consent'" in errors[5]
    line.close()
    driver.close()


def test_a_socket_that_cannot_be_made_is_named(visit: Visit, tmp_path: Path) -> None:
    _, conductor, _ = visit
    with pytest.raises(PortInUse, match=r"no\.sock"):
        Driver(conductor, tmp_path / "gone" / "no.sock", on_stage=lambda _: {})
