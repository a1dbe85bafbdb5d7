"""Boxes, points and the ring."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.face.geometry import Box, Face, in_ring, overlap

FRAME = (720, 1280, 3)


@pytest.mark.parametrize(
    ("centre", "inside"),
    [((640, 360), True), ((640, 650), True), ((640 + 215, 360), True), ((640 + 217, 360), False)],
)
def test_the_ring_goes_up_and_down_to_the_face_and_not_aside(
    centre: tuple[float, float], *, inside: bool
) -> None:
    box = Box(centre[0] - 50, centre[1] - 60, 100, 120)
    assert in_ring(box, FRAME) is inside


def test_overlap_is_one_for_the_same_box_and_nothing_for_boxes_apart() -> None:
    box = Box(0, 0, 10, 10)
    assert overlap(box, box) == 1.0
    assert overlap(box, Box(20, 0, 10, 10)) == 0.0
    assert overlap(box, Box(5, 0, 10, 10)) == pytest.approx(1 / 3)


def test_a_face_moves_with_the_picture_it_is_in() -> None:
    points = np.array([[10, 20], [30, 20], [20, 30], [12, 40], [28, 40]], np.float32)
    face = Face(Box(0, 0, 40, 50), points, 0.9).moved(2.0, 5.0, -1.0)
    assert face.box == Box(5, -1, 80, 100)
    assert face.points[0].tolist() == [25, 39]
    assert face.eye_distance_px == 40
