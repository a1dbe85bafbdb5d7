"""Whoever watches the screen hears of a loop that runs, and of nothing else."""

from __future__ import annotations

from kiosk.ui.app import open_application
from kiosk.ui.heartbeat import Heartbeat
from tests.ui.wait import until

QUICK_S = 0.005


def test_a_loop_that_runs_is_heard_again_and_again() -> None:
    application = open_application()
    beats: list[str] = []
    heartbeat = Heartbeat(lambda: True, lambda: beats.append("alive"))
    heartbeat.start(QUICK_S)
    until(lambda: len(beats) >= 3)
    heartbeat.stop()
    assert application is not None


def test_a_frozen_part_silences_the_beat_until_it_lives_again() -> None:
    application = open_application()
    beats: list[str] = []
    asked: list[str] = []
    living: list[str] = []

    def is_alive() -> bool:
        asked.append("asked")
        return bool(living)

    heartbeat = Heartbeat(is_alive, lambda: beats.append("alive"))
    heartbeat.start(QUICK_S)
    until(lambda: len(asked) >= 5)
    assert not beats
    living.append("again")
    until(lambda: bool(beats))
    heartbeat.stop()
    assert application is not None
