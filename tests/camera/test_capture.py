"""The camera is open for a purpose, and comes back by itself."""

from __future__ import annotations

import queue
import threading
import time
from typing import TYPE_CHECKING

import pytest

from kiosk.camera.capture import CameraState, CaptureWorker
from kiosk.camera.replay import ReplaySource
from kiosk.errors import BadInput
from kiosk.lib.slot import LatestSlot
from tests.camera.fake_cameras import PluggableCamera

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kiosk.camera.frame import Frame

LIMIT_S = 5.0


class Rig:
    """A worker on a camera with a cable."""

    def __init__(self) -> None:
        self.camera = PluggableCamera()
        self.frames: LatestSlot[Frame] = LatestSlot()
        self.states: queue.SimpleQueue[CameraState] = queue.SimpleQueue()
        self.crashes: list[BaseException] = []
        self.worker = CaptureWorker(
            self.camera, sinks=(self.frames.put,), on_state=self.states.put, on_crash=self.crashes.append
        )
        self.worker.start()

    def state(self) -> CameraState:
        return self.states.get(timeout=LIMIT_S)


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig()
    yield made
    made.worker.stop()
    assert made.crashes == []


def test_the_camera_stays_closed_without_a_purpose(rig: Rig) -> None:
    assert rig.frames.take(0.3) is None
    assert rig.camera.opened == 0


def test_a_purpose_opens_the_camera_and_its_end_closes_it(rig: Rig) -> None:
    rig.worker.open("face")
    assert rig.state() == CameraState("face", delivering=True)
    assert rig.frames.take(LIMIT_S) is not None
    rig.worker.close()
    assert rig.state() == CameraState(None)
    assert not rig.camera.is_open
    rig.frames.take(0.0)
    assert rig.frames.take(0.2) is None


def test_another_purpose_keeps_the_camera_open_and_is_told(rig: Rig) -> None:
    rig.worker.open("qr")
    rig.state()
    rig.worker.open("face")
    assert rig.state() == CameraState("face", delivering=True)
    assert rig.camera.opened == 1


def test_a_camera_unplugged_is_told_once_and_comes_back_by_itself(rig: Rig) -> None:
    rig.worker.open("face")
    rig.state()
    rig.camera.unplug()
    gone = rig.state()
    assert not gone.delivering
    assert gone.trouble is not None
    rig.frames.take(0.0)
    rig.camera.plug()
    while (state := rig.state()).trouble is not None:
        assert state.purpose == "face"
    assert state == CameraState("face", delivering=True)
    assert rig.frames.take(LIMIT_S) is not None


def test_light_asked_for_reaches_the_camera_while_it_is_open(rig: Rig) -> None:
    rig.worker.open("face")
    rig.state()
    rig.worker.expose(2.0)
    rig.frames.take(0.0)
    for _ in range(3):
        assert rig.frames.take(LIMIT_S) is not None
    assert rig.camera.exposed == [2.0]


def test_giving_up_a_purpose_ends_the_search_for_a_lost_camera(rig: Rig) -> None:
    rig.camera.unplug()
    rig.worker.open("service")
    assert rig.state().trouble is not None
    rig.worker.close()
    while rig.state() != CameraState(None):
        pass
    assert rig.camera.opened == 0


def test_a_replay_that_cannot_be_read_ends_the_worker_with_its_reason(tmp_path: Path) -> None:
    crashes: queue.SimpleQueue[BaseException] = queue.SimpleQueue()
    worker = CaptureWorker(
        ReplaySource(tmp_path / "gone.mkv"), sinks=(), on_state=lambda _: None, on_crash=crashes.put
    )
    worker.start()
    worker.open("face")
    assert isinstance(crashes.get(timeout=LIMIT_S), BadInput)
    worker.stop()


class HungCamera(PluggableCamera):
    """A camera whose driver does not come back until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def read(self, timeout_s: float) -> Frame:
        self.let_go.wait(LIMIT_S)
        return super().read(timeout_s)


def test_a_driver_that_does_not_come_back_is_noticed_and_a_patient_one_is_not() -> None:
    camera = HungCamera()
    worker = CaptureWorker(
        camera, sinks=(), on_state=lambda _state: None, on_crash=lambda _error: None, frozen_s=1.0
    )
    worker.start()
    assert not worker.is_frozen
    worker.open("face")
    _wait(lambda: worker.is_frozen)
    camera.let_go.set()
    _wait(lambda: not worker.is_frozen)
    worker.stop()


def _wait(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit
        threading.Event().wait(0.02)
