"""The screen's time limits on Qt's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer

from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.ui.effects import TimerName


class Timers(QObject):
    """Run one-shot time limits by name; belongs to Qt's thread."""

    def __init__(self, on_timeout: Callable[[TimerName], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_timeout = on_timeout
        self._running: dict[TimerName, QTimer] = {}

    def start(self, name: TimerName, seconds: float) -> None:
        """Start the limit, or start it anew."""
        timer = self._running.get(name)
        if timer is None:
            timer = self._running[name] = QTimer(self)
            timer.setSingleShot(True)
            timer.timeout.connect(lambda: self._on_timeout(name))
        timer.start(round(seconds * MS_PER_S))

    def stop(self, name: TimerName) -> None:
        """Stop the limit; one that does not run is fine."""
        timer = self._running.get(name)
        if timer is not None:
            timer.stop()

    def stop_all(self) -> None:
        """Stop every limit."""
        for timer in self._running.values():
            timer.stop()
