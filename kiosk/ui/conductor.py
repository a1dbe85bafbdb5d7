"""Plays the flow on the window: happenings in, pictures and effects out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from kiosk.lib.units import NS_PER_MS, DurationMs
from kiosk.ui.app import KioskWindow
from kiosk.ui.effects import Effect, StartTimer, StopTimer
from kiosk.ui.flow import FlowState, step
from kiosk.ui.happenings import Happening, TimeoutReached
from kiosk.ui.look import OWN_LOOK, Look
from kiosk.ui.qt_typing import connect_queued
from kiosk.ui.timers import Timers
from kiosk.ui.view_state import HOMES, Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk.ui.view_state import ViewState
    from kiosk.ui.window import Glass
    from kiosk.ui.wording import Words


class Conductor(QObject):
    """Own the flow's state and the window that shows it.

    ``happen`` may be called by any thread; everything else belongs to Qt's.

    Args:
        state: Where to begin, from :func:`kiosk.ui.flow.begin`.
        wording: Texts by language.
        office: The office's name by language.
        glass: Size of the screen.
        on_effect: Called on Qt's thread with every effect but the timers'; must return at once.
        on_first_paint: Called once when the first picture is on the glass.
        look: The office's colours and logo.

    Attributes:
        window: The window.
        shown: Emitted after the screen changed.

    Raises:
        DisplayMissing: No display answers.
    """

    shown = pyqtSignal()
    _happened = pyqtSignal(object)

    def __init__(
        self,
        state: FlowState,
        wording: Mapping[str, Words],
        *,
        office: Mapping[str, str],
        glass: Glass,
        on_effect: Callable[[Effect], None],
        on_first_paint: Callable[[], None] | None = None,
        look: Look = OWN_LOOK,
    ) -> None:
        super().__init__()
        self._state = state
        self._on_effect = on_effect
        self._came_ns = time.monotonic_ns()
        self._timers = Timers(lambda name: self._follow(TimeoutReached(name)), self)
        connect_queued(self._happened, self._follow)
        self.window = KioskWindow(
            state.view,
            wording,
            office=office,
            glass=glass,
            more_time_s=state.limits.more_time_s,
            on_touch=self.happen,
            on_first_paint=on_first_paint,
            look=look,
        )

    def happen(self, happening: Happening) -> None:
        """Take in what happened; it is followed in order on Qt's thread. Any thread."""
        self._happened.emit(happening)

    @property
    def view(self) -> ViewState:
        """Give what is shown now."""
        return self._state.view

    @property
    def door_ms(self) -> DurationMs:
        """Tell how long it is since the present citizen's first touch; means nothing while nobody is there."""
        return DurationMs((time.monotonic_ns() - self._came_ns) // NS_PER_MS)

    def close(self) -> None:
        """Stop the time limits and take the window down."""
        self._timers.stop_all()
        self.window.close()

    def _follow(self, happening: Happening) -> None:
        before = self._state.view
        self._state, effects = step(self._state, happening)
        if before.screen is Screen.START and self._state.view.screen not in HOMES:
            self._came_ns = time.monotonic_ns()
        if self._state.view != before:
            self.window.show_state(self._state.view)
            self.shown.emit()
        for effect in effects:
            match effect:
                case StartTimer(name, seconds):
                    self._timers.start(name, seconds)
                case StopTimer(name):
                    self._timers.stop(name)
                case _:
                    self._on_effect(effect)
