"""QR codes for QML's pictures: `image://qr/TEXT`, a pixel a module."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from PyQt6.QtGui import QImage, qRgb
from PyQt6.QtQuick import QQuickImageProvider

from kiosk.lib.qr import qr_matrix

if TYPE_CHECKING:
    from PyQt6.QtCore import QSize

PROVIDER = "qr"
"""What QML's addresses call it."""

LIGHT, DARK = qRgb(255, 255, 255), qRgb(0, 0, 0)


class QrPictures(QQuickImageProvider):
    """Draw what an address says; `QrImage.qml` makes it as large as whole pixels allow.

    No item of ours: PyQt6 6.7 never lets go of a Python item that QML made, 16 KB with each ticket.
    """

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str | None, requestedSize: QSize) -> tuple[QImage, QSize]:  # noqa: A002, ARG002, N802, N803 - as Qt has it
        """Give the code of a text; called by Qt, on its thread."""
        matrix = qr_matrix(unquote(id or ""))
        side = len(matrix)
        picture = QImage(side, side, QImage.Format.Format_RGB32)
        for y, row in enumerate(matrix):
            for x, is_dark in enumerate(row):
                picture.setPixel(x, y, DARK if is_dark else LIGHT)
        return picture, picture.size()
