"""Cameras by name, as a configuration or a command line writes them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.camera.source import FPS, SIZE
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from kiosk.camera.source import FrameSource

SPECS = "replay:PATH, portrait:PATH, stage, v4l2:/dev/videoN, usb:N, picamera2, libcamera, jetson:N"


def parse_spec(spec: str) -> FrameSource:
    """Build the source that a configuration or command line names; nothing is opened yet.

    Args:
        spec: One of ``SPECS``.

    Raises:
        BadInput: The text names no known kind of source.
    """
    kind, _, rest = spec.partition(":")
    match kind, rest:
        case "replay", path if path:
            from kiosk.camera.replay import ReplaySource

            return ReplaySource(Path(path))
        case "portrait", path if path:
            from kiosk.camera.portrait import PortraitSource

            return PortraitSource(Path(path))
        case "stage", "":
            from kiosk.camera.stage import Stage

            return Stage()
        case ("v4l2", device) if device:
            from kiosk.camera.v4l2 import V4l2Source

            return V4l2Source(Path(device))
        case ("usb", number) if number.isdecimal():
            from kiosk.camera.v4l2 import V4l2Source

            return V4l2Source(Path(f"/dev/video{number}"))
        case ("jetson", number) if number.isdecimal():
            from kiosk.camera.gstreamer import GStreamerSource, jetson_pipeline

            return GStreamerSource(partial(jetson_pipeline, int(number), SIZE, FPS))
        case "picamera2", "":
            from kiosk.camera.picamera2 import Picamera2Source

            return Picamera2Source()
        case "libcamera", "":
            from kiosk.camera.libcamera import LibcameraSource

            return LibcameraSource()
    raise BadInput(f"camera {spec!r} is not known; use one of {SPECS}")
