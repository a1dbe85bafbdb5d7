"""A QR code as a Qt Quick item, drawn in whole pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect, Qt, pyqtSignal
from PyQt6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.lib.qr import qr_matrix
from kiosk.ui.qt_typing import qt_property

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

    from kiosk.lib.qr import Matrix


class QrImage(QQuickPaintedItem):
    """Show ``text`` as a QR code, as large as whole pixels allow, in the middle of the item; empty draws nothing."""

    text_changed = pyqtSignal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._matrix: Matrix = ()

    def _encode(self, text: str) -> None:
        self._text = text
        self._matrix = qr_matrix(text) if text else ()
        self.text_changed.emit()
        self.update()

    text = qt_property(str, lambda self: self._text, _encode, notify=text_changed)

    def paint(self, painter: QPainter | None) -> None:
        """Draw the modules; called by the scene graph."""
        if painter is None or not self._matrix:
            return
        modules = len(self._matrix)
        side = max(1, int(min(self.width(), self.height())) // modules)
        left = (int(self.width()) - side * modules) // 2
        top = (int(self.height()) - side * modules) // 2
        painter.fillRect(QRect(left, top, side * modules, side * modules), Qt.GlobalColor.white)
        for y, row in enumerate(self._matrix):
            for x, is_dark in enumerate(row):
                if is_dark:
                    painter.fillRect(left + x * side, top + y * side, side, side, Qt.GlobalColor.black)
