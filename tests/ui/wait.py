"""Waiting while Qt goes on: for a condition, with a limit, or to see that nothing comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEventLoop, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

TURN_MS = 10

LIMIT_MS = 30_000
"""Far more than anything takes, on a machine with much other work too: only a failure waits so long."""


def until(condition: Callable[[], bool], *, limit_ms: int = LIMIT_MS) -> None:
    """Let Qt's events be handled until ``condition`` holds."""
    limit = QTimer()
    limit.setSingleShot(True)
    limit.start(limit_ms)
    while not condition():
        assert limit.isActive(), f"not so within {limit_ms} ms"
        pass_time(TURN_MS)


def pass_time(ms: int) -> None:
    """Let Qt's events be handled for so long, where nothing is to happen."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    # Once the application was told to end, no loop runs and no timer comes: waiting would have no limit.
    assert loop.exec() == 0, "Qt was told to end, as by a worker's crash"
