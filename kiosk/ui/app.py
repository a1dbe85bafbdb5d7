"""The kiosk's window: Qt Quick on the whole glass, or on a window of a given size."""

from __future__ import annotations

import logging
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    QtMsgType,
    pyqtSignal,
    qInstallMessageHandler,
)
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtQml import QQmlApplicationEngine, qmlRegisterType
from PyQt6.QtQuick import QQuickWindow, QSGRendererInterface

from kiosk.errors import BadInput, DisplayMissing
from kiosk.lib.probes import answers
from kiosk.ui.bridge import Bridge
from kiosk.ui.look import OWN_LOOK, Look
from kiosk.ui.preview import RingPreview
from kiosk.ui.qr_image import PROVIDER, QrPictures
from kiosk.ui.qt_typing import connect_queued
from kiosk.ui.technician import Technician
from kiosk.ui.window import load_window, show_on

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from kiosk.camera.frame import Frame
    from kiosk.ui.touches import Touch
    from kiosk.ui.view_state import ViewState
    from kiosk.ui.window import Glass
    from kiosk.ui.wording import Words

log = logging.getLogger(__name__)

QML = Path(__file__).parent / "qml"

BUG_EXIT = 1
"""Exit code after an unexpected error, so that systemd starts a clean process."""


@cache
def open_application(name: str = "kiosk-screen") -> QGuiApplication:
    """Start Qt for this process, once; a second call gives the same.

    It is held to the end of the process: one that goes with its window takes what other windows still have to delete.

    Args:
        name: By which the compositor knows the window and gives it its output; see kiosk/device/displays.py.

    Raises:
        DisplayMissing: No display answers. Qt itself would abort the process.
    """
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    _require_display()
    sys.excepthook = _end_after_bug
    qInstallMessageHandler(_log_qt_message)
    QGuiApplication.setDesktopFileName(name)
    application = QGuiApplication(["kiosk"])
    if QGuiApplication.platformName() == "offscreen":
        QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.Software)
    return application


class KioskWindow(QObject):
    """Show view states and frames, and report touches.

    ``show_frame`` may be called by any thread, everything else by Qt's only.

    Args:
        view: The first state.
        wording: Texts by language, from :func:`kiosk.ui.wording.load_wording`.
        office: The office's name by language.
        glass: Size of the screen.
        more_time_s: How long the question for more time stays, in seconds.
        on_touch: Called on Qt's thread with what was touched.
        on_first_paint: Called once, on Qt's thread, when the first picture is on the glass:
            the moment to load models.
        look: The office's colours and logo.

    Raises:
        DisplayMissing: No display answers.
    """

    _painted = pyqtSignal()

    def __init__(
        self,
        view: ViewState,
        wording: Mapping[str, Words],
        *,
        office: Mapping[str, str],
        glass: Glass,
        more_time_s: int,
        on_touch: Callable[[Touch], None],
        on_first_paint: Callable[[], None] | None = None,
        look: Look = OWN_LOOK,
    ) -> None:
        self.application = open_application()
        super().__init__()
        self.bridge = Bridge(
            view,
            wording,
            office=office,
            width_mm=glass.width_mm,
            mount_mm=glass.mount_mm,
            more_time_s=more_time_s,
            on_touch=on_touch,
            look=look,
        )
        self.engine = QQmlApplicationEngine()
        self.technician = Technician()
        self.technician.setParent(self.engine)
        context = self.engine.rootContext()
        assert context is not None, "an engine has a context"
        context.setContextProperty("technician", self.technician)
        _register_items()
        self._codes = QrPictures()
        self.engine.addImageProvider(PROVIDER, self._codes)
        self.window = load_window(self.engine, "kiosk", self.bridge, QML / "Main.qml")
        self._on_first_paint = on_first_paint
        # The scene graph may paint on a thread of its own: the signal brings the news over.
        connect_queued(self._painted, self._tell_first_paint)
        self.window.frameSwapped.connect(self._painted)
        show_on(self.window, glass, self.window.screen())

    def show_state(self, view: ViewState) -> None:
        """Show this from now on."""
        self.bridge.show_state(view)

    def show_frame(self, frame: Frame) -> None:
        """Show this picture in the ring; dropped while the camera is off. Any thread."""
        self.bridge.frames.put(frame)

    def grab(self, path: Path) -> None:
        """Write what is on the glass as a PNG.

        Raises:
            BadInput: The file cannot be written.
        """
        if not self.window.grabWindow().save(str(path), "PNG"):
            raise BadInput(f"the picture {path} cannot be written")

    def run(self) -> int:
        """Serve touches until :meth:`quit`; gives the exit code."""
        return self.application.exec()

    def quit(self) -> None:
        """End :meth:`run` with 0."""
        self.application.exit(0)

    def close(self) -> None:
        """Take the window off the screen and free what it holds."""
        self.window.close()
        self.engine.deleteLater()

    def _tell_first_paint(self) -> None:
        self.window.frameSwapped.disconnect(self._painted)
        self._painted.disconnect(self._tell_first_paint)
        if self._on_first_paint is not None:
            self._on_first_paint()


@cache
def _register_items() -> None:
    """Make our drawn item known to QML, once in a process."""
    qmlRegisterType(RingPreview, "Kiosk.Items", 1, 0, "RingPreview")


def _require_display() -> None:
    """Make sure that one of the platforms Qt will try can be opened."""
    asked = os.environ.get("QT_QPA_PLATFORM", "wayland;xcb")
    platforms = [name.partition(":")[0] for name in asked.split(";")]
    if not any(_can_open(platform) for platform in platforms):
        raise DisplayMissing(
            f"no display answers (tried {', '.join(platforms)}): start the kiosk inside its compositor, "
            "or set QT_QPA_PLATFORM"
        )


def _can_open(platform: str) -> bool:
    if platform.startswith("wayland"):
        name = os.environ.get("WAYLAND_DISPLAY", "wayland-0")
        return answers(Path(os.environ.get("XDG_RUNTIME_DIR", "/run")) / name)
    if platform == "xcb":
        host, _, display = os.environ.get("DISPLAY", "").partition(":")
        # A display on another host is left to Qt: only local ones have a socket to look at.
        return bool(host) or (bool(display) and answers(Path(f"/tmp/.X11-unix/X{display.split('.')[0]}")))  # noqa: S108 - fixed by X11
    if platform.startswith("eglfs"):
        return Path("/dev/dri").exists()
    if platform == "linuxfb":
        return Path("/dev/fb0").exists()
    return True


def _end_after_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End the loop after an exception in a slot: without this PyQt6 aborts in mid-write."""
    log.critical("unexpected error", exc_info=(kind, error, trace))
    QCoreApplication.exit(BUG_EXIT)


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    log.log(_LEVELS[kind], "%s: %s", context.category or "qt", text)
