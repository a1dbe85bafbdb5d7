"""People stepping up to a made-up camera and leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.camera.pace import SimulatedPace
from kiosk.camera.portrait import AWAY_S, STAY_S, PortraitSource
from kiosk.camera.scene import Focus
from kiosk.camera.stage import STEP_S, Stage
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def red(tmp_path: Path) -> Path:
    path = tmp_path / "red.png"
    cv2.imwrite(str(path), np.broadcast_to(np.array([10, 30, 220], np.uint8), (200, 200, 3)))
    return path


def redness(pixels: np.ndarray) -> float:
    """Tell the share of the picture that is red."""
    return float(((pixels[:, :, 0] > 180) & (pixels[:, :, 2] < 60)).mean())


def play(source: Stage | PortraitSource, seconds: float, fps: float = 30.0) -> list[float]:
    return [redness(source.read(1.0).pixels) for _ in range(int(seconds * fps))]


def test_the_stage_is_empty_until_somebody_enters_and_after_they_left(red: Path) -> None:
    stage = Stage(size=(320, 180), pace=SimulatedPace())
    stage.open()
    assert max(play(stage, 0.5)) == 0.0
    stage.enter(red)
    coming = play(stage, STEP_S)
    assert coming[0] < coming[len(coming) // 2] < coming[-1]
    assert min(play(stage, 2.0)) > 0.3
    stage.leave()
    stage.leave()
    assert play(stage, STEP_S + 0.2)[-1] == 0.0


def test_a_person_on_the_stage_never_stands_quite_still(red: Path) -> None:
    stage = Stage(size=(320, 180), pace=SimulatedPace())
    stage.open()
    stage.enter(red)
    play(stage, 1.0)
    standing = [stage.read(1.0).pixels for _ in range(15)]
    assert any((standing[0] != later).any() for later in standing[1:])


def test_a_portrait_steps_up_stays_leaves_and_comes_again(red: Path) -> None:
    source = PortraitSource(red, size=(320, 180), pace=SimulatedPace())
    source.open()
    seen = play(source, 2 * (AWAY_S + 2 * STEP_S + STAY_S))
    half = len(seen) // 2
    for visit in (seen[:half], seen[half:]):
        assert visit[0] == 0.0
        assert visit[half // 2] > 0.3
        assert visit[-1] < 0.1


def test_a_portrait_that_cannot_be_read_is_refused_when_it_enters(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        Stage().enter(tmp_path / "nobody.png")


def test_a_face_outside_its_portrait_is_refused() -> None:
    with pytest.raises(BadInput, match="not inside"):
        Focus(x=1.2)
