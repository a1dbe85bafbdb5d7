"""What PyQt6 offers and its type stubs leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6 import QtCore
from PyQt6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtCore import pyqtBoundSignal, pyqtSignal

_PYQT_PROPERTY: Any = vars(QtCore)["pyqtProperty"]


def qt_property(
    kind: type | str,
    read: Callable[[Any], object],
    write: Callable[[Any, Any], None] | None = None,
    *,
    notify: pyqtSignal | None = None,
) -> Any:
    """Make an attribute of a QObject class that QML can bind to; constant without ``notify``."""
    if notify is None:
        return _PYQT_PROPERTY(kind, fget=read, constant=True)
    return _PYQT_PROPERTY(kind, fget=read, fset=write, notify=notify)


def connect_queued(signal: pyqtBoundSignal, slot: Callable[..., None]) -> None:
    """Have ``slot`` called later by its own thread's event loop, also for news of that thread."""
    connect: Any = signal.connect
    connect(slot, type=Qt.ConnectionType.QueuedConnection)
