"""A beat of Qt's own loop, as long as all that must live does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer

from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from collections.abc import Callable

BEAT_S = 2.0
"""A fifth of the unit's WatchdogSec, or less: sd_watchdog_enabled(3) asks for at most the half."""


class Heartbeat(QObject):
    """Tell again and again that the loop runs; a frozen loop, or a frozen part, tells nothing.

    Args:
        is_alive: Whether the parts outside the loop live; called on Qt's thread.
        beat: Tells whoever watches, such as systemd's watchdog.
    """

    def __init__(
        self, is_alive: Callable[[], bool], beat: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._is_alive = is_alive
        self._beat = beat
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tell)

    def start(self, interval_s: float = BEAT_S) -> None:
        """Begin to beat."""
        self._timer.start(round(interval_s * MS_PER_S))

    def stop(self) -> None:
        """End it: the loop is about to end on purpose."""
        self._timer.stop()

    def _tell(self) -> None:
        if self._is_alive():
            self._beat()
