"""The board's window: the desk's news and the voice in, one picture out."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtQml import QQmlApplicationEngine

from kiosk.errors import BadInput
from kiosk.ui.app import open_application
from kiosk.ui.board.presenter import present
from kiosk.ui.board.stage import Stage, advance, speak, take_news
from kiosk.ui.look import OWN_LOOK, Look
from kiosk.ui.qt_typing import connect_queued, qt_property
from kiosk.ui.window import load_window, show_on
from kiosk.ui.wording import load_wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from kiosk.ui.board.view_state import BoardNews
    from kiosk.ui.window import Glass
    from kiosk.ui.wording import Words

FOLDER = Path(__file__).parent

log = logging.getLogger(__name__)

TICK_MS = 250
"""A quarter of a second late, a call's turn ends unnoticed; four looks a second cost nothing."""


class BoardBridge(QObject):
    """What the board's QML reads: ``shown``, ``width_mm``, ``read_from_m`` and ``look``."""

    changed = pyqtSignal()

    def __init__(self, width_mm: float, read_from_m: float, look: Look = OWN_LOOK) -> None:
        super().__init__()
        self._shown: dict[str, object] = {}
        self._width_mm = width_mm
        self._read_from_m = read_from_m
        self._look = look.for_qml()

    def show(self, shown: dict[str, object]) -> None:
        """Show this from now on; the same again changes nothing."""
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    shown = qt_property("QVariantMap", lambda self: self._shown, notify=changed)
    width_mm = qt_property(float, lambda self: self._width_mm)
    read_from_m = qt_property(float, lambda self: self._read_from_m)
    look = qt_property("QVariantMap", lambda self: self._look)


class BoardWindow(QObject):
    """The board on its output.

    ``tell`` and ``say`` may be called by any thread, everything else by Qt's only.

    Raises:
        DisplayMissing: No display answers.
        BadInput: There is no output of that name.
    """

    _told = pyqtSignal(object)
    _said = pyqtSignal(object)

    def __init__(
        self,
        office: str,
        zone: ZoneInfo,
        glass: Glass,
        *,
        read_from_m: float,
        output: str = "",
        taken: str | None = None,
        look: Look = OWN_LOOK,
    ) -> None:
        """Open the window.

        Args:
            office: Name shown at the top.
            output: Qt's name of it, such as ``HDMI-A-2``; empty for the last one that is not taken.
            taken: The touch screen's output, which an unnamed one never covers: the board waits unseen for another.
            look: The office's colours and logo.
        """
        self.application = open_application("kiosk-board")
        super().__init__()
        self._wording: Mapping[str, Words] = load_wording(FOLDER / "strings")
        self._office = office
        self._zone = zone
        self._news: BoardNews | None = None
        self.stage = Stage()
        self.bridge = BoardBridge(glass.width_mm, read_from_m, look)
        self._draw()
        self.engine = QQmlApplicationEngine()
        self.window = load_window(self.engine, "board", self.bridge, FOLDER / "qml" / "Board.qml")
        names = [screen.name() for screen in self.application.screens()]
        if output and output not in names:
            raise BadInput(f"[board] output = {output!r}: no such output; there are {', '.join(names)}")
        self._glass, self._output, self._taken = glass, output, taken
        self._place()
        self.application.screenAdded.connect(self._place)
        self.application.screenRemoved.connect(self._place)
        connect_queued(self._told, self._take)
        connect_queued(self._said, self._follow_voice)
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start(TICK_MS)

    def tell(self, news: BoardNews | None) -> None:
        """Take in the desk's news; None while the desk is away. Any thread."""
        self._told.emit(news)

    def say(self, no: int | None) -> None:
        """Follow the voice: the number of what it says now, None when it has ended. Any thread."""
        self._said.emit(no)

    def run(self) -> int:
        """Show until :meth:`quit`; gives the exit code."""
        return self.application.exec()

    def quit(self) -> None:
        """End :meth:`run` with 0."""
        self.application.exit(0)

    def close(self) -> None:
        """Take the window off the screen and free what it holds."""
        self._ticking.stop()
        self.window.close()
        self.engine.deleteLater()

    def _place(self) -> None:
        """Show the window where it belongs; hide it while that is nowhere."""
        screens = self.application.screens()
        place = choose_output([screen.name() for screen in screens], self._output, self._taken)
        if place is None:
            log.warning("no display for the board but the touch screen's: it waits for one")
            self.window.hide()
        else:
            show_on(self.window, self._glass, screens[place])

    def _take(self, news: BoardNews | None) -> None:
        self._news = news
        if news is not None:
            self.stage = take_news(self.stage, news, time.monotonic())
        self._draw()

    def _follow_voice(self, no: int | None) -> None:
        self.stage = speak(self.stage, no, time.monotonic())
        self._draw()

    def _tick(self) -> None:
        self.stage = advance(self.stage, time.monotonic())
        self._draw()

    def _draw(self) -> None:
        shown = present(
            self.stage,
            self._news,
            self._wording,
            office=self._office,
            now_s=time.monotonic(),
            local=datetime.now(self._zone),
        )
        self.bridge.show(shown)


def choose_output(names: Sequence[str], output: str, taken: str | None) -> int | None:
    """Choose the output among those there are; the last one is the second where there are two.

    Returns:
        Its place; None where the named one is missing, or none is named and only the taken one is there.
    """
    wanted = [name for name in names if (name == output if output else name != taken)]
    return names.index(wanted[-1]) if wanted else None
