"""A QR code as a Qt Quick item, drawn in whole pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect, Qt, pyqtSignal
from PyQt6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.ui.qt_typing import qt_property

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

QUIET_ZONE = 4
"""Width of the white border in modules. Source: ISO/IEC 18004, 5.3.8."""

Matrix = tuple[tuple[bool, ...], ...]


def qr_matrix(text: str) -> Matrix:
    """Encode ``text`` with error correction M; True is a dark module, the quiet zone included."""
    # Imported late: nothing but the ticket screen needs it, and the first paint does not wait for it.
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


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
