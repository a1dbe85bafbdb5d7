"""People before the camera, by simulated time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.camera.pace import SimulatedPace
from kiosk.camera.stage import Stage
from kiosk.face.challenge import Side
from kiosk.face.look import Look, Looking, NotSeen, Seen

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.camera.scene import Focus
    from kiosk.face.pipeline import FacePipeline

MOST_FRAMES = 200
"""More than any look needs: six seconds at 30 frames per second."""


def look_at(pipeline: FacePipeline, picture: Path, focus: Focus | None = None) -> Seen | NotSeen:
    """Let a portrait step up to a stage, and look until there is a decision."""
    pace = SimulatedPace()
    stage = Stage(pace=pace)
    stage.enter(picture, focus)
    stage.open()
    look = Look(pipeline.embedder, pace.now(), "off", lambda: Side.LEFT)
    for _ in range(MOST_FRAMES):
        outcome = look.take(pipeline.look(stage.read(1.0), look.wants))
        if not isinstance(outcome, Looking):
            return outcome
    raise AssertionError(f"no decision after {MOST_FRAMES} frames")
