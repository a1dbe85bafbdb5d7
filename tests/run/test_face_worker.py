"""The face thread: a camera that is pulled in mid-look, and light that follows the face."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kiosk.camera.capture import CameraState, CaptureWorker
from kiosk.camera.stage import Stage
from kiosk.errors import CameraGone
from kiosk.face.engines import build_pipeline
from kiosk.lib.units import DurationMs
from kiosk.run.face_worker import FaceWorker
from kiosk.ui.happenings import GlanceSeen, LookDone
from kiosk.ui.view_state import Hint
from tests.faces import ASTRONAUT_FOCUS, astronaut, weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.camera.frame import Frame
    from kiosk.ui.happenings import CameraNews

LIMIT_S = 30.0
"""Loading the models included, on a busy machine."""


class CabledStage(Stage):
    """A stage whose cable is pulled after some frames."""

    frames_left: int | None = None

    def open(self) -> None:
        if self.frames_left == 0:
            raise CameraGone("no camera: check its cable")
        super().open()

    def read(self, timeout_s: float) -> Frame:
        if self.frames_left == 0:
            raise CameraGone("stopped delivering: check its cable")
        if self.frames_left is not None:
            self.frames_left -= 1
        return super().read(timeout_s)


class DimmedStage(Stage):
    """A stage in too little light, which can be told to let in more."""

    light: float = 0.2

    def read(self, timeout_s: float) -> Frame:
        frame = super().read(timeout_s)
        return type(frame)((frame.pixels * self.light).astype(np.uint8), frame.taken_at, frame.number)

    def expose(self, times: float | None, /) -> bool:
        self.light = 0.2 if times is None else 1.0
        return True


class Rig:
    """A camera and a face thread, wired as on the screen."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.news: queue.SimpleQueue[CameraNews] = queue.SimpleQueue()
        self.states: queue.SimpleQueue[CameraState] = queue.SimpleQueue()
        self.lights: list[float | None] = []
        self.crashes: list[BaseException] = []
        self.face = FaceWorker(
            lambda: build_pipeline("sface", weights),
            "flat",
            "off",
            DurationMs(4000),
            on_news=self.news.put,
            on_light=self._set_light,
            on_crash=self.crashes.append,
        )
        self.capture = CaptureWorker(
            stage, sinks=(self.face.frames.put,), on_state=self.states.put, on_crash=self.crashes.append
        )

    def _set_light(self, times: float | None) -> None:
        self.lights.append(times)
        self.capture.expose(times)

    def next_news(self) -> CameraNews:
        return self.news.get(timeout=LIMIT_S)

    def look_until_done(self) -> list[CameraNews]:
        told = [self.next_news()]
        while isinstance(told[-1], GlanceSeen):
            told.append(self.next_news())
        return told


@pytest.fixture
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    weights("yunet")
    stage: Stage = request.param()
    stage.enter(astronaut(), ASTRONAUT_FOCUS)
    made = Rig(stage)
    made.capture.start()
    made.face.start()
    made.face.begin(1)
    if isinstance(stage, CabledStage):
        stage.frames_left = 2
    made.capture.open("face")
    yield made
    made.capture.stop()
    made.face.stop()
    assert made.crashes == []


@pytest.mark.parametrize("rig", [CabledStage], indirect=True)
def test_a_camera_pulled_in_mid_look_and_put_back_finishes_the_look_without_a_restart(
    rig: Rig,
) -> None:
    assert rig.states.get(timeout=LIMIT_S).delivering
    assert rig.states.get(timeout=LIMIT_S).trouble is not None
    assert isinstance(rig.stage, CabledStage)
    rig.stage.frames_left = None
    done = rig.look_until_done()[-1]
    assert isinstance(done, LookDone)
    assert done.request == 1


@pytest.mark.parametrize("rig", [DimmedStage], indirect=True)
def test_a_face_in_too_little_light_gets_more_and_the_driver_its_own_choice_back(rig: Rig) -> None:
    told = rig.look_until_done()
    hints = {news.hint for news in told if isinstance(news, GlanceSeen)}
    assert Hint.MORE_LIGHT in hints
    assert isinstance(told[-1], LookDone)
    assert len(rig.lights) >= 2
    assert rig.lights[0] is not None
    assert rig.lights[-1] is None
