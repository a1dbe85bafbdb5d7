"""A Qt Quick window on the whole glass, or of a given size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QUrl
from PyQt6.QtQuick import QQuickWindow

if TYPE_CHECKING:
    from pathlib import Path

    from PyQt6.QtCore import QObject
    from PyQt6.QtGui import QScreen
    from PyQt6.QtQml import QQmlApplicationEngine


@dataclass(frozen=True, slots=True)
class Glass:
    """The screen as a thing one looks at, and perhaps touches.

    Attributes:
        width_mm: Width of the visible area in millimetres.
        size: Window in pixels (width, height); None fills the screen.
        mount_mm: Height of its lower edge above the floor in millimetres.
    """

    width_mm: float
    size: tuple[int, int] | None = None
    mount_mm: float = 900.0


def load_window(engine: QQmlApplicationEngine, name: str, bridge: QObject, file: Path) -> QQuickWindow:
    """Load a file whose root is a window.

    Args:
        name: What QML calls the bridge.
    """
    context = engine.rootContext()
    assert context is not None, "an engine has a context"
    # The engine owns the bridge, so that QML never outlives what it binds to.
    bridge.setParent(engine)
    context.setContextProperty(name, bridge)
    engine.load(QUrl.fromLocalFile(str(file)))
    roots = engine.rootObjects()
    assert roots, f"{file.name} is part of this program; what is wrong with it stands in the log"
    window = roots[0]
    assert isinstance(window, QQuickWindow)
    return window


def show_on(window: QQuickWindow, glass: Glass, screen: QScreen | None) -> None:
    """Show a window: on the whole of a screen, without a pointer, or in the glass's own size."""
    if glass.size is not None:
        window.resize(*glass.size)
        window.show()
        return
    window.setCursor(Qt.CursorShape.BlankCursor)
    if screen is not None:
        window.setScreen(screen)
        # Without a window manager nobody else gives a full-screen window its size.
        window.setGeometry(screen.geometry())
    window.showFullScreen()
