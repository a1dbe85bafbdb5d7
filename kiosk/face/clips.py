"""Clips of one face each, brought to where a kiosk's camera would show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.pace import SimulatedPace
from kiosk.camera.replay import ReplaySource
from kiosk.errors import BadInput, CameraGone

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.face.detect import FaceDetector
    from kiosk.face.geometry import Box

HEIGHT_PX = 720
FACE_HEIGHT = 0.45
"""Height of the face in the frame, as of a person who has stepped up; a square of 720 lines."""

PASSED_OVER = frozenset({".txt", ".md", ".json"})
MOST_FRAMES = 300
"""Ten seconds at 30 frames per second; a look is over before."""


def clips_in(folder: Path) -> list[Path]:
    """List videos and folders of frames, in order of name.

    Raises:
        BadInput: There is none.
    """
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    found = [
        path for path in entries if path.suffix.lower() not in PASSED_OVER and not path.name.startswith(".")
    ]
    if not found:
        raise BadInput(f"{folder} holds no clips: videos, or folders of pictures")
    return found


def read_clip(path: Path, detector: FaceDetector) -> list[Frame]:
    """Read a clip and cut it, once for all its frames, around the face first seen.

    Returns:
        Frames of HEIGHT_PX squared; empty where no face was seen at all.

    Raises:
        BadInput: The clip cannot be read.
    """
    frames = _frames(path)
    box = next((faces[0].box for frame in frames if (faces := detector.detect(frame.pixels))), None)
    return [] if box is None else [_brought(frame, box) for frame in frames]


def _frames(path: Path) -> list[Frame]:
    source = ReplaySource(path, loop=False, pace=SimulatedPace())
    source.open()
    frames: list[Frame] = []
    try:
        while len(frames) < MOST_FRAMES:
            frames.append(source.read(1.0))
    except CameraGone:
        return frames
    finally:
        source.close()
    return frames


def _brought(frame: Frame, box: Box) -> Frame:
    scale = FACE_HEIGHT * HEIGHT_PX / box.height
    x, y = box.centre
    move = np.array([[scale, 0, HEIGHT_PX / 2 - scale * x], [0, scale, HEIGHT_PX / 2 - scale * y]])
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    square = cv2.warpAffine(
        frame.pixels, move, (HEIGHT_PX, HEIGHT_PX), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return Frame(np.asarray(square, np.uint8), frame.taken_at, frame.number)
