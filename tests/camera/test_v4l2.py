"""A USB camera: format, unplugging, coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.camera.v4l2 import V4l2Source
from kiosk.errors import CameraGone
from tests.camera.fake_cameras import FakeCapture

if TYPE_CHECKING:
    from pathlib import Path

GREY = np.full((4, 4, 3), 90, np.uint8)


@pytest.fixture
def device(tmp_path: Path) -> Path:
    path = tmp_path / "video0"
    path.touch()
    return path


@pytest.mark.parametrize(("size", "compressed"), [((640, 480), False), ((1280, 720), True)])
def test_mjpg_is_asked_for_where_raw_pictures_do_not_fit_usb(
    device: Path, size: tuple[int, int], *, compressed: bool
) -> None:
    capture = FakeCapture(GREY)
    source = V4l2Source(device, size=size, fps=30, open_capture=lambda _: capture)
    source.open()
    assert (cv2.CAP_PROP_FOURCC in capture.asked) is compressed
    assert capture.asked[cv2.CAP_PROP_FRAME_WIDTH] == size[0]
    assert capture.asked[cv2.CAP_PROP_FPS] == 30


def test_unplugging_is_told_and_the_camera_can_be_opened_again(device: Path) -> None:
    captures = [FakeCapture(GREY), FakeCapture(GREY)]
    left = iter(captures)
    source = V4l2Source(device, open_capture=lambda _: next(left))
    source.open()
    captures[0].plugged = False
    with pytest.raises(CameraGone, match="stopped delivering"):
        source.read(1.0)
    assert captures[0].released
    source.open()
    assert source.read(1.0).number == 0


def test_a_device_that_is_no_camera_is_released_and_named(device: Path) -> None:
    capture = FakeCapture(GREY, opens=False)
    with pytest.raises(CameraGone, match="does not open as a camera"):
        V4l2Source(device, open_capture=lambda _: capture).open()
    assert capture.released


def test_a_real_file_that_is_no_device_does_not_open(device: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CameraGone, match="does not open as a camera"):
        V4l2Source(device).open()
    capfd.readouterr()  # OpenCV writes its own line about it
