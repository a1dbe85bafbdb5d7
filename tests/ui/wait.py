"""Waiting for a condition while Qt goes on, with a limit."""

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
        loop = QEventLoop()
        QTimer.singleShot(TURN_MS, loop.quit)
        loop.exec()
