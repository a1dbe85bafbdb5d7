"""A finger that waits for what it touches and times what its touch paints."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import QElapsedTimer, QEventLoop, QObject, QTimer

from kiosk.errors import DeskAway
from kiosk.ui.touch import Finger

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from kiosk.ui.conductor import Conductor

POLL_MS = 2
WAIT_LIMIT_MS = 120_000
"""Longer than any wait of the screen's own, and than models take to load on a machine with much other work."""


class Hand(QObject):
    """Touch controls of a screen and note when it is painted; belongs to Qt's thread.

    Attributes:
        paint_s: Seconds from each touch to the first picture that shows what it did.
        work_s: Of that, seconds in which Qt's thread computed: what a machine without other work would take.
        frames: Pictures that came on the glass so far.
    """

    def __init__(self, conductor: Conductor) -> None:
        super().__init__(conductor)
        self._conductor = conductor
        self._finger = Finger(conductor.window)
        self.paint_s: list[float] = []
        self.work_s: list[float] = []
        self.frames = 0
        self._touched: float | None = None
        self._worked = 0.0
        self._is_done = False
        conductor.shown.connect(self._note_change)
        conductor.window.window.frameSwapped.connect(self._note_paint)

    def tap(self, *names: str) -> None:
        """Touch controls one after another; each touch must change the screen's state.

        Raises:
            DeskAway: A control does not come, or its touch changes nothing: an answer is missing.
        """
        for name in names:
            self._touch(name, changes_state=True)

    def strike(self, *names: str) -> None:
        """Touch controls that only change their own screen.

        Raises:
            DeskAway: A control does not come.
        """
        for name in names:
            self._touch(name, changes_state=False)

    def reach(self, screens: Collection[str]) -> str:
        """Wait for one of these screens; give which.

        Raises:
            DeskAway: None of them came.
        """
        self.wait(lambda: self._conductor.view.screen.value in screens, f"none of {sorted(screens)} came")
        return self._conductor.view.screen.value

    def wait(self, condition: Callable[[], bool], otherwise: str) -> None:
        """Wait until something holds.

        Raises:
            DeskAway: It did not come to that; ``otherwise`` says what is missing.
        """
        limit = QElapsedTimer()
        limit.start()
        while not condition():
            if limit.hasExpired(WAIT_LIMIT_MS):
                raise DeskAway(f"on the screen {self._conductor.view.screen.value!r}: {otherwise}")
            loop = QEventLoop()
            QTimer.singleShot(POLL_MS, loop.quit)
            loop.exec()

    def idle(self, seconds: float) -> None:
        """Let the screen be for a while."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def _touch(self, name: str, *, changes_state: bool) -> None:
        self.wait(lambda: not self._finger.obstacle(name), f"{name} cannot be touched")
        self._is_done = not changes_state
        self._touched, self._worked = time.perf_counter(), time.thread_time()
        self._finger.tap(name)
        self.wait(lambda: self._touched is None, f"the touch of {name} paints nothing")

    def _note_change(self) -> None:
        self._is_done = True

    def _note_paint(self) -> None:
        self.frames += 1
        if self._touched is not None and self._is_done:
            self.paint_s.append(time.perf_counter() - self._touched)
            self.work_s.append(time.thread_time() - self._worked)
            self._touched = None
