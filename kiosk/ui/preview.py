"""The mirrored live picture inside the ring."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PyQt6.QtCore import QObject, QPointF, QRectF, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QTransform
from PyQt6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.ui.qt_typing import qt_property

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.camera.frame import Frame

RING_SHARE = 0.035
"""Width of the ring as a share of its diameter."""

PALER = 0.35
"""Share of white in what lies behind the silhouette."""

DEGREE = 16
"""Qt counts arcs in sixteenths of a degree."""


Part = tuple[float, float, float]
"""Middle (x, y) in fractions of a frame's sides, and side as a share of its shorter one."""

WHOLE: Part = (0.5, 0.5, 1.0)


class FrameFeed(QObject):
    """The newest frame, while the camera may be seen.

    ``put`` may be called by any thread; everything else belongs to Qt's.
    """

    arrived = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._is_open = False

    def put(self, frame: Frame) -> None:
        """Take the newest frame; one that comes after the camera's closing is dropped."""
        if self._is_open:
            self._frame = frame
            self.arrived.emit()

    def open(self) -> None:
        """Accept frames from now on."""
        self._is_open = True

    def close(self) -> None:
        """Accept no more frames, and forget the last one."""
        self._is_open = False
        self._frame = None
        self.arrived.emit()

    def newest(self) -> Frame | None:
        """Give the newest frame, None while the camera is off."""
        return self._frame if self._is_open else None


def _repainting(name: str) -> Callable[[QQuickItem, object], None]:
    """Make a property's writer that draws the item anew."""

    def write(item: QQuickItem, value: object) -> None:
        setattr(item, name, value)
        item.update()

    return write


class RingPreview(QQuickPaintedItem):
    """A disc with a square of the newest frame, mirrored, and the progress around it.

    The square's middle is ``centreX``, ``centreY`` in fractions of the frame's sides, its side ``share`` of
    the frame's shorter one. Without a frame it shows a drawn silhouette where the face should be. QML sets ``feed`` (a
    FrameFeed), ``progress`` (0 to 1), ``track`` and ``bar`` (colours of the empty and the full ring), and
    ``isSquare`` for a square without a ring, into which a code is held.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self.setAntialiasing(True)
        self._feed: FrameFeed | None = None
        self._progress = 0.0
        self._is_square = False
        self._centre_x = self._centre_y = 0.5
        self._share = 1.0
        self._track = QColor("grey")
        self._bar = QColor("black")

    def _follow(self, feed: FrameFeed) -> None:
        self._feed = feed
        feed.arrived.connect(self._refresh)
        self._refresh()

    feed = qt_property(QObject, lambda self: self._feed, _follow, notify=changed)
    progress = qt_property(float, lambda self: self._progress, _repainting("_progress"), notify=changed)
    isSquare = qt_property(  # noqa: N815 - QML's way to write names
        bool, lambda self: self._is_square, _repainting("_is_square"), notify=changed
    )
    centreX = qt_property(  # noqa: N815 - QML's way to write names
        float, lambda self: self._centre_x, _repainting("_centre_x"), notify=changed
    )
    centreY = qt_property(  # noqa: N815 - QML's way to write names
        float, lambda self: self._centre_y, _repainting("_centre_y"), notify=changed
    )
    share = qt_property(float, lambda self: self._share, _repainting("_share"), notify=changed)
    track = qt_property(QColor, lambda self: self._track, _repainting("_track"), notify=changed)
    bar = qt_property(QColor, lambda self: self._bar, _repainting("_bar"), notify=changed)

    @pyqtSlot()
    def _refresh(self) -> None:
        self.update()

    def paint(self, painter: QPainter | None) -> None:
        """Draw disc and ring; called by the scene graph."""
        if painter is None:
            return
        side = min(self.width(), self.height())
        pen_width = side * RING_SHARE
        square = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        disc = square.adjusted(pen_width * 2, pen_width * 2, -pen_width * 2, -pen_width * 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._feed.newest() if self._feed else None
        if self._is_square:
            _paint_square(painter, square, frame, QPen(self._track, pen_width))
            return
        if frame is None:
            _paint_silhouette(painter, disc, self._track)
        else:
            _paint_frame(painter, disc, frame, (self._centre_x, self._centre_y, self._share))
        inset = pen_width / 2
        arc = square.adjusted(inset, inset, -inset, -inset)
        pen = QPen(self._track, pen_width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawEllipse(arc)
        if self._progress > 0:
            pen.setColor(self._bar)
            painter.setPen(pen)
            painter.drawArc(arc, 90 * DEGREE, round(-360 * DEGREE * self._progress))


def _paint_frame(painter: QPainter, disc: QRectF, frame: Frame, part: Part) -> None:
    """Fill the disc with a part of the frame, mirrored; the pixels are not copied."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_brush_of(disc, frame, part))
    painter.drawEllipse(disc)


def _paint_square(painter: QPainter, square: QRectF, frame: Frame | None, pen: QPen) -> None:
    """Fill the square with the frame's middle, or with nothing, and draw its border."""
    inset = pen.widthF() / 2
    inside = square.adjusted(inset, inset, -inset, -inset)
    painter.setPen(pen)
    painter.setBrush(QBrush(_paler(pen.color())) if frame is None else _brush_of(inside, frame, WHOLE))
    painter.drawRect(inside)


def _brush_of(disc: QRectF, frame: Frame, part: Part) -> QBrush:
    # Qt reads rows from left to right only.
    pixels = frame.pixels if frame.pixels.flags.c_contiguous else frame.pixels.copy()
    height, width = pixels.shape[:2]
    image = QImage(cast("bytes", pixels.data), width, height, pixels.strides[0], QImage.Format.Format_RGB888)
    x, y, share = part
    scale = disc.width() / (share * min(width, height))
    # A brush instead of a clipped picture: its edge is smooth, and no second picture is made.
    brush = QBrush(image)
    middle = QTransform.fromTranslate(disc.center().x(), disc.center().y())
    brush.setTransform(QTransform(-scale, 0, 0, scale, scale * width * x, -scale * height * y) * middle)
    return brush


def _paler(colour: QColor) -> QColor:
    """Mix with white; Qt's own way makes black no lighter."""
    red, green, blue = (
        round(PALER * 255 + (1 - PALER) * part) for part in (colour.red(), colour.green(), colour.blue())
    )
    return QColor(red, green, blue)


def _paint_silhouette(painter: QPainter, disc: QRectF, colour: QColor) -> None:
    """Draw head and shoulders, cut off by the disc."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_paler(colour))
    painter.drawEllipse(disc)
    outline = QPainterPath()
    outline.addEllipse(disc)
    person = QPainterPath()
    size, middle = disc.width(), disc.center()
    person.addEllipse(QPointF(middle.x(), middle.y() - size * 0.06), size * 0.19, size * 0.25)
    person.addEllipse(QPointF(middle.x(), middle.y() + size * 0.52), size * 0.36, size * 0.28)
    painter.setBrush(colour.darker(118))
    painter.drawPath(person.simplified().intersected(outline))
