"""The board's process at a real desk: it shows, speaks and acknowledges, and lives through the desk's restart."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from kiosk.config import Config, load_config
from kiosk.domain import commands as c
from kiosk.domain.alerts import AlertKind
from kiosk.domain.snapshot_views import TicketView
from kiosk.ui.window import Glass
from kiosk.voice.making import make_pack
from kiosk.voice.phrases import language
from tests.offices import Setup, ticket_of
from tests.run.processes import ROOT, Site
from tests.run.socket_desk import SocketDesk
from tests.ui.wait import until
from tests.voice.ears import Ears
from tests.voice.test_pack import hum

if TYPE_CHECKING:
    from kiosk.run.board import BoardProcess

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

AWAY = "Bảng đang khởi động lại"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """An office whose board speaks Vietnamese."""
    monkeypatch.setenv("KIOSK_VOICE_DIR", str(tmp_path / "voice"))
    make_pack(tmp_path / "voice" / "vi", language("vi"), hum)
    config = load_config(None)
    return msgspec.structs.replace(
        config,
        desk=msgspec.structs.replace(config.desk, runtime_dir=str(tmp_path)),
        hall=msgspec.structs.replace(config.hall, speaks="board"),
        policy=msgspec.structs.replace(config.policy, direct_to_counter=False),
    )


@pytest.fixture
def desks(tmp_path: Path, config: Config) -> Iterator[list[SocketDesk]]:
    """One desk, and those that are started after it."""
    started = [SocketDesk(tmp_path, config)]
    yield started
    started[-1].stop()


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def board(config: Config, desks: list[SocketDesk], ears: Ears) -> Iterator[BoardProcess]:
    from kiosk.run.board import BoardProcess

    assert desks
    process = BoardProcess(config, Glass(955, (960, 540)), ears)
    process.start()
    yield process
    process.stop()


def call(office: Setup) -> TicketView:
    office.plain("ho_tich")
    return ticket_of(office.call_next(2, office.seat(2)))


def call_next(office: Setup) -> TicketView:
    office.plain("ho_tich")
    return ticket_of(office.call_next(2, office.officer()))


def unspoken(office: Setup) -> int:
    return len(office.desk.snapshot().speech.due)


def alerts(office: Setup) -> list[AlertKind]:
    return [alert.kind for alert in office.desk.snapshot().alerts]


def stands(board: BoardProcess) -> str:
    return str(board.window.bridge._shown["stage"]["code"])  # type: ignore[index]


def title(board: BoardProcess) -> str:
    return str(board.window.bridge._shown["title"])


def test_a_call_is_shown_spoken_once_and_acknowledged(
    desks: list[SocketDesk], board: BoardProcess, ears: Ears
) -> None:
    desk = desks[0]
    called = desk.on_desk(call)
    until(lambda: stands(board) == called.code)
    until(lambda: len(ears.heard) == 1 and desk.on_desk(unspoken) == 0)
    desk.on_desk(lambda office: office.act(c.Recall, called, office.officer()))
    until(lambda: len(ears.heard) == 2)
    assert ears.heard[0] == ears.heard[1]


def test_what_is_spoken_stands_large_until_it_is_said(
    desks: list[SocketDesk], board: BoardProcess, ears: Ears
) -> None:
    ears.waits.clear()
    called = desks[0].on_desk(call)
    until(lambda: board.window.stage.spoken is not None)
    assert stands(board) == called.code
    ears.waits.set()
    until(lambda: board.window.stage.spoken is None)


def test_a_call_made_while_the_loudspeaker_was_out_is_spoken_when_it_is_back(
    desks: list[SocketDesk], board: BoardProcess, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.run.hall_voice.RETRY_S", 0.05)
    ears.is_deaf = True
    called = desks[0].on_desk(call)
    until(lambda: stands(board) == called.code)
    assert desks[0].on_desk(unspoken) == 1
    desks[0].on_desk(lambda office: office.clock.advance(60))
    assert AlertKind.SPEAKER_SILENT in desks[0].on_desk(alerts)
    ears.is_deaf = False
    until(lambda: len(ears.heard) == 1 and desks[0].on_desk(unspoken) == 0)
    assert AlertKind.SPEAKER_SILENT not in desks[0].on_desk(alerts)
    desks[0].on_desk(lambda office: office.act(c.Recall, called, office.officer()))
    until(lambda: len(ears.heard) > 1 and desks[0].on_desk(unspoken) == 0)
    assert len(ears.heard) == 2


def test_the_board_is_calm_while_the_desk_is_away_and_repeats_nothing_when_it_is_back(
    tmp_path: Path, config: Config, desks: list[SocketDesk], board: BoardProcess, ears: Ears
) -> None:
    called = desks[0].on_desk(call)
    until(lambda: len(ears.heard) == 1 and desks[0].on_desk(unspoken) == 0)
    desks[0].stop()
    until(lambda: title(board) == AWAY)
    desk = SocketDesk(tmp_path, config)
    desks.append(desk)
    until(lambda: title(board) != AWAY)
    until(lambda: desk.on_desk(unspoken) == 0)
    assert len(ears.heard) == 1
    desk.on_desk(lambda office: office.act(c.MarkAbsent, called, office.officer()))
    again = desk.on_desk(call_next)
    until(lambda: stands(board) == again.code and len(ears.heard) == 2)


def test_without_a_pack_calls_are_shown_and_the_staff_are_told(
    tmp_path: Path, config: Config, desks: list[SocketDesk], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.run.board import BoardProcess

    monkeypatch.setenv("KIOSK_VOICE_DIR", str(tmp_path / "none"))
    board = BoardProcess(config, Glass(955, (960, 540)), Ears())
    board.start()
    called = desks[0].on_desk(call)
    until(lambda: stands(board) == called.code)
    desks[0].on_desk(lambda office: office.clock.advance(60))
    assert desks[0].on_desk(lambda office: office.desk.snapshot().speech.silent)
    board.stop()


def test_the_command_shows_the_board_and_ends_at_sigterm(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(tmp_path / "notify"))
        told.settimeout(30)
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "board", "--config", str(site.config)],
            cwd=ROOT,
            env=os.environ | {"NOTIFY_SOCKET": str(tmp_path / "notify"), "QT_QPA_PLATFORM": "offscreen"},
        )
        try:
            assert told.recv(100) == b"READY=1"
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
