"""What every source of frames promises."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.camera.fake_picamera2 import FakePicamera2
from kiosk.camera.gstreamer import GStreamerSource, jetson_pipeline
from kiosk.camera.libcamera import LibcameraSource
from kiosk.camera.pace import SimulatedPace
from kiosk.camera.picamera2 import Picamera2Source
from kiosk.camera.portrait import PortraitSource
from kiosk.camera.replay import ReplaySource
from kiosk.camera.source import FrameSource
from kiosk.camera.stage import Stage
from kiosk.camera.v4l2 import V4l2Source
from kiosk.errors import CameraGone
from tests.camera.fake_cameras import FakeArgus, FakeCapture

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (320, 180)
RED = np.array([220, 30, 10], np.uint8)


def red_picture() -> np.ndarray:
    return np.broadcast_to(RED, (180, 320, 3)).copy()


@dataclass
class Case:
    """A source that shows red, how to make it miss a frame, and whether its pictures get lighter when it is told."""

    source: FrameSource
    fall_silent: Callable[[], None] = lambda: None
    has_light: bool = False


def folder(tmp_path: Path) -> Case:
    cv2.imwrite(str(tmp_path / "1.png"), red_picture()[:, :, ::-1])
    cv2.imwrite(str(tmp_path / "2.png"), red_picture()[:, :, ::-1])
    return Case(ReplaySource(tmp_path, pace=SimulatedPace()))


def video(tmp_path: Path) -> Case:
    path = tmp_path / "red.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, SIZE)
    for _ in range(3):
        writer.write(red_picture()[:, :, ::-1])
    writer.release()
    return Case(ReplaySource(path, pace=SimulatedPace()))


def gif(tmp_path: Path) -> Case:
    path = tmp_path / "red.gif"
    picture = Image.fromarray(red_picture())
    picture.save(path, save_all=True, append_images=[picture.point(lambda value: value // 2)], duration=100)
    return Case(ReplaySource(path, pace=SimulatedPace()))


def portrait(tmp_path: Path) -> Case:
    path = tmp_path / "red.png"
    cv2.imwrite(str(path), red_picture()[:, :, ::-1])
    return Case(PortraitSource(path, size=SIZE, pace=SimulatedPace()))


def stage(tmp_path: Path) -> Case:
    path = tmp_path / "red.png"
    cv2.imwrite(str(path), red_picture()[:, :, ::-1])
    source = Stage(size=SIZE, pace=SimulatedPace())
    source.enter(path)
    return Case(source)


def v4l2(tmp_path: Path) -> Case:
    device = tmp_path / "video0"
    device.touch()
    capture = FakeCapture(red_picture())

    def fall_silent() -> None:
        capture.plugged = False

    return Case(V4l2Source(device, size=SIZE, open_capture=lambda _: capture), fall_silent, has_light=True)


def v4l2_without_exposure(tmp_path: Path) -> Case:
    device = tmp_path / "video0"
    device.touch()
    capture = FakeCapture(red_picture(), has_exposure=False)
    return Case(V4l2Source(device, size=SIZE, open_capture=lambda _: capture))


def gstreamer(_tmp_path: Path) -> Case:
    started: list[FakeArgus] = []

    def start(pipeline: str) -> FakeArgus:
        started.append(FakeArgus(red_picture(), pipeline))
        return started[-1]

    def fall_silent() -> None:
        started[-1].plugged = False

    source = GStreamerSource(partial(jetson_pipeline, 0, SIZE, 30), open_capture=start)
    return Case(source, fall_silent, has_light=True)


def libcamera(tmp_path: Path) -> Case:
    path = tmp_path / "picture"
    path.write_bytes(red_picture().tobytes())
    # As gst-launch-1.0 does with fdsink: pictures without an end, each written whole.
    script = (
        "import sys\npicture = open(sys.argv[1], 'rb').read()\nwhile True: sys.stdout.buffer.write(picture)"
    )
    source = LibcameraSource(size=SIZE, program=lambda *_: [sys.executable, "-c", script, str(path)])

    def fall_silent() -> None:
        assert source._process is not None
        source._process.send_signal(signal.SIGSTOP)

    return Case(source, fall_silent)


def picamera2(tmp_path: Path) -> Case:
    feed = stage(tmp_path).source
    return Case(Picamera2Source(size=SIZE, driver=lambda: FakePicamera2(feed)), has_light=True)


@pytest.fixture(
    params=[
        folder,
        video,
        gif,
        portrait,
        stage,
        v4l2,
        v4l2_without_exposure,
        gstreamer,
        libcamera,
        picamera2,
    ],
    ids=lambda make: make.__name__,
)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    made: Case = request.param(tmp_path)
    return made


def test_a_frame_is_rgb_and_read_only(case: Case) -> None:
    case.source.open()
    frame = case.source.read(1.0)
    case.source.close()
    assert frame.pixels.shape == (180, 320, 3)
    assert frame.pixels.dtype == np.uint8
    with pytest.raises(ValueError, match="read-only"):
        frame.pixels[0, 0, 0] = 1


def test_red_stays_red(case: Case) -> None:
    case.source.open()
    middles = [case.source.read(1.0).pixels[90, 160].astype(int) for _ in range(60)]
    case.source.close()
    assert min(float(np.abs(middle - RED).max()) for middle in middles) <= 12


def test_numbers_and_times_count_up_and_go_on_after_reopening(case: Case) -> None:
    case.source.open()
    frames = [case.source.read(1.0) for _ in range(4)]
    case.source.close()
    case.source.open()
    frames.append(case.source.read(1.0))
    case.source.close()
    numbers = [frame.number for frame in frames]
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    times = [frame.taken_at for frame in frames]
    assert times == sorted(times)


def test_reading_while_closed_says_that_the_camera_is_gone(case: Case) -> None:
    with pytest.raises(CameraGone):
        case.source.read(0.1)
    case.source.open()
    case.source.close()
    case.source.close()
    with pytest.raises(CameraGone):
        case.source.read(0.1)


def test_a_frame_that_does_not_come_in_time_is_an_error_not_a_wait(case: Case) -> None:
    case.source.open()
    case.source.read(1.0)
    case.fall_silent()
    with pytest.raises(CameraGone):
        case.source.read(0.0)
    case.source.close()


def test_a_source_lets_in_more_light_or_says_that_it_cannot(case: Case) -> None:
    assert not case.source.expose(2.0)
    case.source.open()
    red = [light_of(case.source)]
    told = [case.source.expose(0.5)]
    red.append(light_of(case.source))
    told.append(case.source.expose(1.4))
    red.append(light_of(case.source))
    case.source.expose(None)
    red.append(light_of(case.source))
    case.source.close()
    assert told == [case.has_light, case.has_light]
    expected = (0.5, 0.7, 1.0) if case.has_light else (1.0, 1.0, 1.0)
    assert [value / red[0] for value in red[1:]] == pytest.approx(expected, abs=0.05)


def test_closing_leaves_the_light_to_the_driver_again(case: Case) -> None:
    case.source.open()
    before = light_of(case.source)
    case.source.expose(0.5)
    case.source.close()
    case.source.open()
    assert light_of(case.source) == pytest.approx(before, rel=0.05)
    case.source.close()


def light_of(source: FrameSource) -> float:
    """Give the most red of a second: a person on the stage takes a moment to step up."""
    return max(float(source.read(1.0).pixels[90, 160, 0]) for _ in range(60))


def test_a_source_names_itself_and_its_nature(case: Case) -> None:
    assert case.source.describe()
    assert case.source.nature in {"live", "flat", "camera"}
