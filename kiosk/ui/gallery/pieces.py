"""What is on a window as plain values: where each text, control and picture is, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QColor, QFont, QFontMetricsF
from PyQt6.QtQml import QQmlExpression, qmlContext

from kiosk.ui.touch import visible_items

if TYPE_CHECKING:
    from PyQt6.QtQuick import QQuickItem, QQuickWindow

GRAPHICS = ("QrImage", "RingPreview")
"""Our drawn items, which a screen reader must have a name for."""

SCREEN_AREA = "screen"
"""Name of the item between header and footer."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the window, from its top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Give the width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Give the height."""
        return self.bottom - self.top

    def grown(self, by: float) -> Box:
        """Give this with every edge moved outwards, inwards where ``by`` is negative."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def holds(self, other: Box) -> bool:
        """Tell whether the other lies inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def meets(self, other: Box) -> bool:
        """Tell whether both share some area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """One visible item.

    Attributes:
        name: Its ``objectName``, or the name of its type.
        above: Places of the items that contain it, in the sheet's order.
        text: What it says; empty where it is no text.
        ink: Where the text's letters are; the box where it is no text.
        spoken: What a screen reader says.
        colour: ``#rrggbb`` of the text or the filling; empty for none.
        opacity: 0 to 1, with that of all that contains it.
        is_target: Whether it takes touches.
        is_graphic: Whether it is a picture that says something.
        is_holder: Whether its content must not stick out: a card, a button, the screen's area, a clip.
        is_cut: Whether the text is shortened to fit.
        font_px: Size of the text as it is drawn.
        line_height: From line to line, as a share of the font's own; 1 for a single line.
    """

    name: str
    box: Box
    above: frozenset[int]
    text: str
    ink: Box
    spoken: str
    colour: str
    opacity: float
    is_target: bool
    is_graphic: bool
    is_holder: bool
    is_cut: bool
    font_px: int
    line_height: float


def read_pieces(window: QQuickWindow) -> tuple[Piece, ...]:
    """Give what can be seen on the window, in the order it is painted.

    What lies below an item that covers or dims the whole window is left out: it is not meant to be read.
    """
    items = visible_items(window)
    places = {item: place for place, item in enumerate(items)}
    pieces = tuple(_piece(item, places) for item in items)
    covers = [
        place
        for place, piece in enumerate(pieces)
        if piece.colour and not piece.text and piece.box.width >= window.width() > 0
        if piece.box.height >= window.height()
    ]
    first = covers[-1] if covers else 0
    return tuple(_renumbered(piece, first) for piece in pieces[first:])


def _renumbered(piece: Piece, first: int) -> Piece:
    return replace(piece, above=frozenset(place - first for place in piece.above if place >= first))


def _piece(item: QQuickItem, places: dict[QQuickItem, int]) -> Piece:
    above = _above(item)
    text = item.property("text")
    is_text = item.property("contentWidth") is not None and bool(str(text).strip())
    colour = item.property("color")
    kind = _kind(item)
    opacity = item.opacity()
    for other in above:
        opacity *= other.opacity()
    is_target = item.property("taps") is not None
    is_graphic = kind in GRAPHICS
    font_px = int(_ask(item, "fontInfo.pixelSize")) if is_text else 0
    box = _box(item, 0, 0, item.width(), item.height())
    return Piece(
        name=item.objectName() or kind,
        box=box,
        above=frozenset(places[other] for other in above if other in places),
        text=text if is_text else "",
        ink=_ink(item, font_px) if is_text else box,
        spoken=str(_ask(item, "Accessible.name")) if is_target or is_graphic else "",
        colour=colour.name() if isinstance(colour, QColor) and colour.alpha() else "",
        opacity=opacity * (colour.alphaF() if is_text and isinstance(colour, QColor) else 1.0),
        is_target=is_target,
        is_graphic=is_graphic,
        is_holder=item.property("radius") is not None or item.objectName() == SCREEN_AREA or item.clip(),
        is_cut=bool(item.property("truncated")),
        font_px=font_px,
        line_height=float(item.property("lineHeight")) if is_text and item.property("lineCount") > 1 else 1.0,
    )


def _above(item: QQuickItem) -> list[QQuickItem]:
    found = []
    parent = item.parentItem()
    while parent is not None:
        found.append(parent)
        parent = parent.parentItem()
    return found


def _kind(item: QQuickItem) -> str:
    """Give the type's name without what QML adds to it."""
    meta = item.metaObject()
    assert meta is not None, "an item has a meta object"
    return (meta.className() or "").partition("_Q")[0]


def _box(item: QQuickItem, x: float, y: float, width: float, height: float) -> Box:
    start = item.mapToScene(QPointF(x, y))
    end = item.mapToScene(QPointF(x + width, y + height))
    return Box(start.x(), start.y(), end.x(), end.y())


def _ink(item: QQuickItem, font_px: int) -> Box:
    """Give the lines' room, of a single line only as high as its own letters and marks are."""
    width, height = item.property("contentWidth"), item.property("contentHeight")
    # Qt's own values: left 1, right 2, centre 4; top 32, bottom 64, centre 128.
    across, down = (
        int(_ask(item, "Number(horizontalAlignment)")),
        int(_ask(item, "Number(verticalAlignment)")),
    )
    x = {2: item.width() - width, 4: (item.width() - width) / 2}.get(across, 0.0)
    if item.property("lineCount") == 1:
        font = QFont(item.property("font"))
        font.setPixelSize(font_px)
        tight = QFontMetricsF(font).tightBoundingRect(item.property("text"))
        return _box(item, x, item.baselineOffset() + tight.top(), width, tight.height())
    y = {64: item.height() - height, 128: (item.height() - height) / 2}.get(down, 0.0)
    return _box(item, x, y, width, height)


def _ask(item: QQuickItem, expression: str) -> Any:
    """Read what PyQt has no type for, by way of QML."""
    value, _ = QQmlExpression(qmlContext(item), item, expression).evaluate()
    return value
