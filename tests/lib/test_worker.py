"""What threads and their mailboxes promise."""

from __future__ import annotations

import threading

import pytest

from kiosk.lib.slot import LatestSlot
from kiosk.lib.worker import Worker, WorkerStuckError


def test_a_worker_stops_when_told() -> None:
    rounds = threading.Semaphore(0)
    worker = Worker("w", rounds.release, on_crash=_never)
    worker.start()
    assert rounds.acquire(timeout=5)
    worker.stop()


def test_a_crash_reaches_whoever_decides() -> None:
    crashed: LatestSlot[BaseException] = LatestSlot()

    def fall() -> None:
        raise ValueError("fell")

    worker = Worker("w", fall, on_crash=crashed.put)
    worker.start()
    error = crashed.take(5)
    assert isinstance(error, ValueError)
    worker.stop()


def test_a_stuck_worker_is_a_bug_that_shows() -> None:
    release = threading.Event()

    def hang() -> None:
        release.wait(10)

    worker = Worker("w", hang, on_crash=_never)
    worker.start()
    with pytest.raises(WorkerStuckError, match="did not end"):
        worker.stop(timeout_s=0.05)
    release.set()


def test_the_newest_item_wins_and_the_stale_one_is_gone() -> None:
    slot: LatestSlot[int] = LatestSlot()
    slot.put(1)
    slot.put(2)
    assert slot.take(0.1) == 2
    assert slot.take(0.01) is None


def _never(error: BaseException) -> None:
    raise AssertionError(error)
