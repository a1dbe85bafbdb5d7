"""Replays, and what is said of files that cannot be replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.camera.pace import SimulatedPace
from kiosk.camera.replay import FOLDER_FPS, ReplaySource
from kiosk.errors import BadInput, CameraGone

if TYPE_CHECKING:
    from pathlib import Path


def picture(path: Path, grey: int) -> None:
    cv2.imwrite(str(path), np.full((8, 8, 3), grey, np.uint8))


def test_a_folder_plays_in_order_of_name_and_begins_again(tmp_path: Path) -> None:
    picture(tmp_path / "b.png", 20)
    picture(tmp_path / "a.png", 10)
    source = ReplaySource(tmp_path, pace=SimulatedPace())
    source.open()
    assert [int(source.read(1.0).pixels[0, 0, 0]) for _ in range(4)] == [10, 20, 10, 20]
    source.close()


def test_a_replay_that_does_not_loop_ends_as_a_camera_unplugged(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", 10)
    source = ReplaySource(tmp_path, loop=False, pace=SimulatedPace())
    source.open()
    source.read(1.0)
    with pytest.raises(CameraGone, match="is over"):
        source.read(1.0)


def test_a_replay_keeps_its_own_speed(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", 10)
    source = ReplaySource(tmp_path, pace=SimulatedPace())
    source.open()
    first, second = source.read(1.0), source.read(1.0)
    assert (second.taken_at - first.taken_at) / 1e9 == pytest.approx(1 / FOLDER_FPS)


def test_a_reader_that_is_late_gets_the_next_moment_not_a_backlog(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", 10)
    pace = SimulatedPace()
    source = ReplaySource(tmp_path, pace=pace)
    source.open()
    source.read(1.0)
    pace.wait(10.0)
    late, next_one = source.read(1.0), source.read(1.0)
    assert late.taken_at / 1e9 == pytest.approx(10.0)
    assert (next_one.taken_at - late.taken_at) / 1e9 == pytest.approx(1 / FOLDER_FPS)


def test_a_folder_of_pictures_is_flat_and_a_video_is_live_unless_told_otherwise(tmp_path: Path) -> None:
    assert ReplaySource(tmp_path).nature == "flat"
    assert ReplaySource(tmp_path / "walk.mkv").nature == "live"
    assert ReplaySource(tmp_path / "phone.mkv", nature="flat").nature == "flat"


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    source = ReplaySource(tmp_path, pace=SimulatedPace())
    with pytest.raises(BadInput, match="holds no picture"):
        source.open()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.mkv does not exist"):
        ReplaySource(tmp_path / "gone.mkv").open()


def test_a_file_that_is_no_video_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mkv"
    broken.write_bytes(b"not a video" * 100)
    with pytest.raises(BadInput, match=r"broken\.mkv is not a video"):
        ReplaySource(broken).open()


def test_a_damaged_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0 damaged")
    source = ReplaySource(tmp_path, pace=SimulatedPace())
    source.open()
    with pytest.raises(BadInput, match=r"a\.jpg is not a picture"):
        source.read(1.0)
