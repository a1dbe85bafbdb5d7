"""The technician's corner of the screen: behind a held corner and a PIN."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal, pyqtSlot

from kiosk.ui.preview import FrameFeed
from kiosk.ui.qt_typing import connect_queued, qt_property

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_PIN = 12

REFUSED_FOR_MS = 10 * 60 * 1000
"""How long a card's refused settings stay on the glass of a kiosk that nobody touches; then citizens come first."""


class Ask(StrEnum):
    """What the technician wants done; a value is its button's name."""

    ENTER = auto()
    TEST = auto()
    SOUND = auto()
    CAMERA = auto()
    PRINT = auto()
    LOGS = auto()
    UPDATE = auto()
    CODE = auto()
    CAMERA_OFF = auto()
    RESTART = auto()
    LEAVE = auto()


class Room(StrEnum):
    """Where the technician is."""

    OUTSIDE = ""
    REFUSED = auto()
    DOOR = auto()
    INSIDE = auto()
    TOUCH = auto()
    CAMERA = auto()
    CODE = auto()


BEFORE_THE_CAMERA = frozenset({Room.CAMERA, Room.CODE})
"""Where the camera's picture is shown."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check of `kiosk doctor` found.

    Attributes:
        title: The check's name in Vietnamese and English.
        told: The fact and what to do, in Vietnamese as far as there are words for it.
        english: The same in English.
    """

    name: str
    title: str
    level: str
    told: str
    english: str


@dataclass(frozen=True, slots=True)
class TechnicianView:
    """What the corner shows.

    Attributes:
        busy: Whether an answer is waited for.
        said: What the last act came to, in Vietnamese and English.
        offered: The release that central offers and that waits for the office's word; empty without one.
        line: Since when central has not followed, in both; empty where it does.
        refused: What is wrong with the settings that a card or a code brought.
    """

    room: Room = Room.OUTSIDE
    busy: bool = False
    said: str = ""
    version: str = ""
    offered: str = ""
    line: str = ""
    findings: tuple[Finding, ...] = ()
    refused: tuple[str, ...] = ()


class Technician(QObject):
    """What the corner's QML reads and calls; ``take`` may be called by any thread.

    Attributes:
        on_ask: Called on Qt's thread with what is wanted and the PIN that was typed; must return at once.
        frames: Takes the camera's frames; shows them only where that is wanted.
    """

    changed = pyqtSignal()
    _told = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.view = TechnicianView()
        self.on_ask: Callable[[Ask, str], None] = lambda _ask, _pin: None
        self._pin = ""
        self._until_seen = QTimer(self)
        self._until_seen.setSingleShot(True)
        self._until_seen.timeout.connect(self._put_refused_away)
        self.frames = FrameFeed(self)
        connect_queued(self._told, self._show)

    def take(self, change: Callable[[TechnicianView], TechnicianView]) -> None:
        """Show what became of it, unless the technician has left. Any thread."""
        self._told.emit(change)

    def tell_refused(self, reasons: tuple[str, ...]) -> None:
        """Show whoever switched the device on why its new settings were not taken, until they have seen it."""
        self._set(TechnicianView(Room.REFUSED, refused=reasons))
        self._until_seen.start(REFUSED_FOR_MS)

    @pyqtSlot()
    def open(self) -> None:
        """The corner was held long enough."""
        self._pin = ""
        self._set(TechnicianView(Room.DOOR))

    @pyqtSlot(str)
    def type(self, digit: str) -> None:
        """A digit was touched."""
        if len(self._pin) < LONGEST_PIN:
            self._pin += digit
            self.changed.emit()

    @pyqtSlot()
    def erase(self) -> None:
        """The last digit was wrong."""
        self._pin = self._pin[:-1]
        self.changed.emit()

    @pyqtSlot(str)
    def ask(self, name: str) -> None:
        """A button was touched."""
        wanted, pin = Ask(name), self._pin
        self._pin = ""
        if wanted is Ask.LEAVE:
            # Later: the button that was touched must not vanish under the finger.
            self.take(lambda _view: TechnicianView())
        else:
            self._set(replace(self.view, busy=True, said=""))
        self.on_ask(wanted, pin)

    @pyqtSlot(bool)
    def try_touch(self, begins: bool) -> None:  # noqa: FBT001  # Qt's slots take positions
        """The grid for the finger is wanted, or done with."""
        self._set(replace(self.view, room=Room.TOUCH if begins else Room.INSIDE))

    def _put_refused_away(self) -> None:
        if self.view.room is Room.REFUSED:
            self._set(TechnicianView())

    def _show(self, change: Callable[[TechnicianView], TechnicianView]) -> None:
        if self.view.room is not Room.OUTSIDE:
            self._set(change(self.view))

    def _set(self, view: TechnicianView) -> None:
        was_before, is_before = (one.room in BEFORE_THE_CAMERA for one in (self.view, view))
        self.view = view
        if is_before and not was_before:
            self.frames.open()
        elif was_before and not is_before:
            self.frames.close()
        self.changed.emit()

    def _list(self) -> list[dict[str, str]]:
        return [
            {
                "name": one.name,
                "title": one.title,
                "level": one.level,
                "told": one.told,
                "english": "" if one.english == one.told else one.english,
            }
            for one in self.view.findings
        ]

    room = qt_property(str, lambda self: self.view.room.value, notify=changed)
    busy = qt_property(bool, lambda self: self.view.busy, notify=changed)
    said = qt_property(str, lambda self: self.view.said, notify=changed)
    version = qt_property(str, lambda self: self.view.version, notify=changed)
    offered = qt_property(str, lambda self: self.view.offered, notify=changed)
    line = qt_property(str, lambda self: self.view.line, notify=changed)
    feed = qt_property(QObject, lambda self: self.frames)
    dots = qt_property(int, lambda self: len(self._pin), notify=changed)
    refused = qt_property("QStringList", lambda self: list(self.view.refused), notify=changed)
    findings = qt_property("QVariantList", _list, notify=changed)
