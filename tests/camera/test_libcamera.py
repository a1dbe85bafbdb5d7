"""Pictures of a program: what stands in for the camera ends, lacks, stutters, and the source says so."""

from __future__ import annotations

import shutil
import sys

import numpy as np
import pytest

from kiosk.camera.libcamera import LibcameraSource, libcamera_program
from kiosk.errors import CameraGone

SIZE = (64, 48)


def source_of(script: str, fps: float = 30.0) -> LibcameraSource:
    return LibcameraSource(size=SIZE, fps=fps, program=lambda *_: [sys.executable, "-c", script])


def test_a_program_that_ends_is_quoted() -> None:
    source = source_of("import sys; sys.exit('ERROR: from element libcamerasrc0: Could not find any camera')")
    source.open()
    with pytest.raises(CameraGone, match="Could not find any camera"):
        source.read(20.0)
    with pytest.raises(CameraGone, match="not open"):
        source.read(0.1)


def test_a_missing_program_is_named_with_its_packages() -> None:
    source = LibcameraSource(program=lambda *_: ["no-such-gst-launch"])
    with pytest.raises(CameraGone, match=r"gst-launch.* install"):
        source.open()


def test_a_picture_that_has_waited_is_passed_over() -> None:
    script = (
        "import sys\nfor number in range(250):\n"
        f"    sys.stdout.buffer.write(bytes([number]) * {SIZE[0] * SIZE[1] * 3}); sys.stdout.flush()\n"
        "sys.stdin.read()"
    )
    source = source_of(script, fps=1e9)
    source.open()
    seen = [int(source.read(20.0).pixels[0, 0, 0]) for _ in range(3)]
    source.close()
    # At a rate at which every picture is old, one is passed over each time.
    assert seen == [1, 3, 5]


@pytest.mark.skipif(shutil.which("gst-launch-1.0") is None, reason="GStreamer's program is not installed")
def test_gstreamer_itself_delivers_what_is_asked_for() -> None:
    def test_pictures(size: tuple[int, int], fps: float) -> list[str]:
        return [word.replace("libcamerasrc", "videotestsrc") for word in libcamera_program(size, fps)]

    source = LibcameraSource(size=SIZE, fps=30, program=test_pictures)
    source.open()
    frame = source.read(20.0)
    source.close()
    assert frame.pixels.shape == (48, 64, 3)
    # The first bar of GStreamer's test picture is white, the second yellow: R and G, no B.
    assert np.abs(frame.pixels[5, 13].astype(int) - (255, 255, 0)).max() < 90
