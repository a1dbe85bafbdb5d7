"""Which text names which camera."""

from __future__ import annotations

import pytest

from kiosk.camera.specs import parse_spec
from kiosk.errors import BadInput, CameraGone


@pytest.mark.parametrize(
    ("spec", "described"),
    [
        ("replay:/tmp/x.mkv", "replay of /tmp/x.mkv"),
        ("portrait:/tmp/x.png", "portrait /tmp/x.png"),
        ("stage", "a stage with portraits"),
        ("v4l2:/dev/video7", "camera /dev/video7"),
        ("usb:3", "camera /dev/video3"),
        ("picamera2", "Raspberry Pi camera"),
        ("libcamera", "libcamera camera"),
    ],
)
def test_each_spec_names_its_source(spec: str, described: str) -> None:
    assert parse_spec(spec).describe() == described


@pytest.mark.parametrize("spec", ["", "replay:", "usb:zero", "webcam", "stage:x", "picamera2:1"])
def test_an_unknown_spec_is_refused_with_the_list_of_known_ones(spec: str) -> None:
    with pytest.raises(BadInput, match="usb:N"):
        parse_spec(spec)


def test_a_camera_that_is_not_there_says_what_to_check() -> None:
    with pytest.raises(CameraGone, match="check its cable"):
        parse_spec("v4l2:/dev/video-none").open()


def test_without_picamera2_it_is_told_where_it_is_and_what_to_use_elsewhere() -> None:
    with pytest.raises(CameraGone, match=r'python3-picamera2; .*camera = "libcamera"'):
        parse_spec("picamera2").open()
