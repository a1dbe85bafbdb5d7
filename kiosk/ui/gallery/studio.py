"""Draws states on a window without a display and looks at what came out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QElapsedTimer, QEventLoop, QMetaObject, QTimer

from kiosk.errors import DisplayMissing
from kiosk.ui.app import KioskWindow
from kiosk.ui.gallery.contrast import pixels_of
from kiosk.ui.gallery.flaws import Sheet
from kiosk.ui.gallery.pieces import read_pieces
from kiosk.ui.look import OWN_LOOK, Look
from kiosk.ui.technician import TechnicianView
from kiosk.ui.touch import visible_items

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from PyQt6.QtGui import QImage
    from PyQt6.QtQuick import QQuickWindow

    from kiosk.ui.gallery.states import State
    from kiosk.ui.parts import Aid
    from kiosk.ui.view_state import ViewState
    from kiosk.ui.window import Glass
    from kiosk.ui.wording import Words

LIMIT_MS = 5000
"""How long a window may take to have its size, or to show what it was told."""

POLL_MS = 5

MORE_TIME_S = 20
"""Shown in the question for more time."""


class Studio:
    """One window on one glass, shown state after state; belongs to Qt's thread.

    Raises:
        DisplayMissing: No display answers, or the window did not get its size.
    """

    def __init__(
        self,
        first: ViewState,
        wording: Mapping[str, Words],
        *,
        office: Mapping[str, str],
        glass: Glass,
        look: Look = OWN_LOOK,
    ) -> None:
        """Open the window.

        Args:
            first: Shown until the first state is.
            office: The office's name by language.
            glass: With a size.
            look: The office's colours and logo.
        """
        assert glass.size is not None, "a picture has a size"
        self._glass = glass
        self.window = KioskWindow(
            first,
            wording,
            office=office,
            glass=glass,
            more_time_s=MORE_TIME_S,
            on_touch=lambda _touch: None,
            look=look,
        )
        window, size = self.window.window, glass.size
        wait_until(lambda: has_size(window, size), f"the window did not become {size[0]}×{size[1]}")

    def draw(self, state: State, aids: Collection[Aid] = ()) -> QImage:
        """Show a state as someone sees it who switched these aids on; give its picture."""
        self.window.show_state(replace(state.view, aids=state.view.aids | frozenset(aids)))
        self._show_corner(state.corner or TechnicianView())
        picture = self.window.window.grabWindow()
        for name in state.presses:
            _press(self.window.window, name)
            picture = self.window.window.grabWindow()
        return picture

    def _show_corner(self, corner: TechnicianView) -> None:
        """Bring the technician where the state has them."""
        technician = self.window.technician
        if technician.view == corner:
            return
        technician.open()
        technician.take(lambda _view: corner)
        wait_until(
            lambda: technician.view == corner, f"the technician's corner did not become {corner.room!r}"
        )

    def sheet(self, picture: QImage, verbatim: Collection[str] = ()) -> Sheet:
        """Give what is on the window now, to be judged.

        Args:
            picture: As :meth:`draw` gave it.
            verbatim: What stands in Vietnamese in every language.
        """
        return Sheet(
            read_pieces(self.window.window),
            pixels_of(picture),
            picture.width() / self._glass.width_mm,
            self.window.bridge.view.language,
            verbatim,
        )

    def close(self) -> None:
        """Take the window down."""
        self.window.close()


def _press(window: QQuickWindow, name: str) -> None:
    for item in visible_items(window):
        if item.objectName() == name:
            QMetaObject.invokeMethod(item, "press")


def has_size(window: QQuickWindow, size: tuple[int, int]) -> bool:
    """Tell whether the window's content is as large as it was told to be."""
    content = window.contentItem()
    return content is not None and (round(content.width()), round(content.height())) == size


def wait_until(condition: Callable[[], bool], otherwise: str) -> None:
    """Let Qt work until something holds.

    Raises:
        DisplayMissing: It did not come to that; ``otherwise`` says what is missing.
    """
    limit = QElapsedTimer()
    limit.start()
    while not condition():
        if limit.hasExpired(LIMIT_MS):
            raise DisplayMissing(f"{otherwise}: draw with QT_QPA_PLATFORM=offscreen")
        loop = QEventLoop()
        QTimer.singleShot(POLL_MS, loop.quit)
        loop.exec()
