"""The small picture an officer may see: the face and little else."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.picture import read_picture
from kiosk.domain.look import LARGEST_PICTURE_BYTES
from kiosk.face.geometry import Box, Rgb
from kiosk.face.small_picture import SIZE_PX, small_picture
from tests.faces import ASTRONAUT_FOCUS, astronaut


def test_a_face_becomes_a_small_jpeg_that_fits_a_command() -> None:
    portrait = read_picture(astronaut())
    height, width = portrait.shape[:2]
    tall = ASTRONAUT_FOCUS.height * height
    box = Box(ASTRONAUT_FOCUS.x * width - tall / 2, ASTRONAUT_FOCUS.y * height - tall / 2, tall, tall)
    jpeg = small_picture(portrait, box)
    assert len(jpeg) <= LARGEST_PICTURE_BYTES
    seen = rgb_of(jpeg)
    assert seen.shape[:2] == (SIZE_PX[1], SIZE_PX[0])
    middle = seen[50:70, 38:58].mean(axis=(0, 1))
    assert middle[0] > middle[2] + 20, "skin is red rather than blue: the channels are in their order"


def test_a_face_at_the_edge_is_filled_up_and_not_moved() -> None:
    grey = np.full((240, 320, 3), 128, np.uint8)
    seen = rgb_of(small_picture(grey, Box(-20, -20, 80, 80)))
    assert abs(int(seen.min()) - 128) <= 2
    assert abs(int(seen.max()) - 128) <= 2


def rgb_of(jpeg: bytes) -> Rgb:
    decoded = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)
