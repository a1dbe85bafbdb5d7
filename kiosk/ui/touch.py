"""A finger for the demo and the tests: touches items of the window with real Qt touch events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Q_ARG, QMetaObject, QPointF, QUrl
from PyQt6.QtQml import QQmlComponent

from kiosk.errors import BadInput
from kiosk.ui.app import QML

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtQuick import QQuickItem, QQuickWindow

    from kiosk.ui.app import KioskWindow


class Finger:
    """Touch items by their ``objectName``.

    QtTest's touch events travel through the window like a panel's: an item that has no handler
    for them, or lies under another, does not hear them.
    """

    def __init__(self, window: KioskWindow) -> None:
        self._window = window.window
        component = QQmlComponent(window.engine, QUrl.fromLocalFile(str(QML / "Toucher.qml")))
        toucher = component.create()
        if toucher is None:
            reasons = "; ".join(error.toString() for error in component.errors())
            raise BadInput(f"the driver's finger cannot be made: {reasons}")
        # Parented, or else QML's collector may take it.
        toucher.setParent(window.engine)
        self._toucher = toucher

    def obstacle(self, name: str) -> str:
        """Tell why the item cannot be touched now; empty when it can."""
        item = self._find(name)
        if item is None:
            return f"no visible item is called {name!r}"
        if not item.isEnabled():
            return f"{name!r} is not enabled"
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
        if not (0 <= middle.x() < self._window.width() and 0 <= middle.y() < self._window.height()):
            return f"{name!r} lies outside the window"
        return ""

    def tap(self, name: str) -> None:
        """Touch the middle of the item and let go.

        Raises:
            BadInput: It cannot be touched now, or did not hear the touch.
        """
        obstacle = self.obstacle(name)
        item = self._find(name)
        if obstacle or item is None:
            raise BadInput(obstacle)
        before = item.property("taps")
        self._move("press", item)
        self._move("release", item)
        if before is None or item.property("taps") == before:
            raise BadInput(f"{name!r} did not hear the touch: it takes none, or lies under another item")

    def hold(self, name: str) -> Callable[[], None]:
        """Touch the middle of the item; what is given back lets go.

        Raises:
            BadInput: There is no such item.
        """
        item = self._find(name)
        if item is None:
            raise BadInput(f"no visible item is called {name!r}")
        self._move("press", item)
        return lambda: self._move("release", item)

    def _move(self, movement: str, item: QQuickItem) -> None:
        QMetaObject.invokeMethod(self._toucher, movement, Q_ARG("QVariant", item))

    def _find(self, name: str) -> QQuickItem | None:
        """Give the topmost visible item of this name: overlays are painted last."""
        found = [item for item in visible_items(self._window) if item.objectName() == name]
        return found[-1] if found else None


def visible_items(window: QQuickWindow) -> list[QQuickItem]:
    """Give what is on the window, in the order it is painted.

    By way of the visual tree: what a Repeater makes is nobody's QObject child.
    """
    content = window.contentItem()
    assert content is not None, "a window has a content item"
    found: list[QQuickItem] = []
    waiting = [content]
    while waiting:
        item = waiting.pop()
        if item.isVisible():
            found.append(item)
            waiting.extend(reversed(item.childItems()))
    return found
