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
from kiosk.ui.touch import visible_items

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from PyQt6.QtGui import QImage
    from PyQt6.QtQuick import QQuickWindow

    from kiosk.ui.app import Glass
    from kiosk.ui.gallery.states import State
    from kiosk.ui.parts import Aid
    from kiosk.ui.view_state import ViewState
    from kiosk.ui.wording import Words

SIZE_LIMIT_MS = 5000
"""How long a window may take to have its size."""

POLL_MS = 5

MORE_TIME_S = 20
"""Shown in the question for more time."""


class Studio:
    """One window on one glass, shown state after state; belongs to Qt's thread.

    Raises:
        DisplayMissing: No display answers, or the window did not get its size.
    """

    def __init__(
        self, first: ViewState, wording: Mapping[str, Words], *, office: Mapping[str, str], glass: Glass
    ) -> None:
        """Open the window.

        Args:
            first: Shown until the first state is.
            office: The office's name by language.
            glass: With a size.
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
        )
        _wait_for_size(self.window.window, glass.size)

    def draw(self, state: State, aids: Collection[Aid] = ()) -> QImage:
        """Show a state as someone sees it who switched these aids on; give its picture."""
        self.window.show_state(replace(state.view, aids=state.view.aids | frozenset(aids)))
        picture = self.window.window.grabWindow()
        for name in state.presses:
            _press(self.window.window, name)
            picture = self.window.window.grabWindow()
        return picture

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


def _wait_for_size(window: QQuickWindow, size: tuple[int, int]) -> None:
    content = window.contentItem()
    assert content is not None, "a window has a content item"
    limit = QElapsedTimer()
    limit.start()
    while (round(content.width()), round(content.height())) != size:
        if limit.hasExpired(SIZE_LIMIT_MS):
            raise DisplayMissing(
                f"the window did not become {size[0]}×{size[1]}: draw with QT_QPA_PLATFORM=offscreen"
            )
        loop = QEventLoop()
        QTimer.singleShot(POLL_MS, loop.quit)
        loop.exec()
