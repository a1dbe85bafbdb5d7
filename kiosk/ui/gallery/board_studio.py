"""Draws states of the hall's board at one fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PyQt6.QtQml import QQmlApplicationEngine

from kiosk.ui.app import open_application
from kiosk.ui.board.app import FOLDER, BoardBridge
from kiosk.ui.board.presenter import present
from kiosk.ui.board.stage import Stage, take_news
from kiosk.ui.gallery.contrast import pixels_of
from kiosk.ui.gallery.flaws import Sheet
from kiosk.ui.gallery.pieces import read_pieces
from kiosk.ui.gallery.studio import has_size, wait_until
from kiosk.ui.look import OWN_LOOK, Look
from kiosk.ui.view_state import FALLBACK_LANGUAGE
from kiosk.ui.window import load_window, show_on
from kiosk.ui.wording import load_wording

if TYPE_CHECKING:
    from PyQt6.QtGui import QImage

    from kiosk.ui.gallery.board_states import BoardState
    from kiosk.ui.window import Glass

MOMENT = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
"""What the clock in every picture shows."""

READ_FROM_M = 8.0


class BoardStudio:
    """One board on one glass, shown state after state; belongs to Qt's thread.

    Raises:
        DisplayMissing: No display answers, or the window did not get its size.
    """

    def __init__(self, office: str, glass: Glass, look: Look = OWN_LOOK) -> None:
        """Open the window.

        Args:
            glass: With a size.
            look: The office's colours and logo.
        """
        assert glass.size is not None, "a picture has a size"
        self._application = open_application()
        self._office, self._glass = office, glass
        self._wording = load_wording(FOLDER / "strings")
        self._bridge = BoardBridge(glass.width_mm, READ_FROM_M, look)
        self._show(Stage(), None)
        self._engine = QQmlApplicationEngine()
        self._window = load_window(self._engine, "board", self._bridge, FOLDER / "qml" / "Board.qml")
        show_on(self._window, glass, None)
        size = glass.size
        wait_until(lambda: has_size(self._window, size), f"the board did not become {size[0]}×{size[1]}")

    def draw(self, state: BoardState) -> QImage:
        """Show a state; give its picture."""
        stage = take_news(Stage(), state.news, state.now_s) if state.news is not None else Stage()
        self._show(stage, state)
        return self._window.grabWindow()

    def sheet(self, picture: QImage) -> Sheet:
        """Give what is on the board now, to be judged; it speaks both languages at once."""
        millimetre = picture.width() / self._glass.width_mm
        return Sheet(read_pieces(self._window), pixels_of(picture), millimetre, FALLBACK_LANGUAGE)

    def close(self) -> None:
        """Take the window down."""
        self._window.close()
        self._engine.deleteLater()

    def _show(self, stage: Stage, state: BoardState | None) -> None:
        self._bridge.show(
            present(
                stage,
                state.news if state else None,
                self._wording,
                office=self._office,
                now_s=state.now_s if state else 0.0,
                local=MOMENT,
            )
        )
