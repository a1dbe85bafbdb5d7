"""What QML sees of Python: the words and values to show, and one way to say what was touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal, pyqtSlot

from kiosk.ui.look import OWN_LOOK, Look
from kiosk.ui.parts import Aid, Service
from kiosk.ui.presenter import present
from kiosk.ui.preview import FrameFeed
from kiosk.ui.qt_typing import qt_property
from kiosk.ui.touches import (
    AidTapped,
    BackTapped,
    CodeEntered,
    CodeTapped,
    ConsentTapped,
    ContinueTapped,
    DoneTapped,
    FetchTapped,
    FieldTapped,
    GroupTapped,
    HelpClosed,
    HelpTapped,
    KeepTapped,
    KeptCodeEntered,
    KeptCodeTapped,
    LanguageTapped,
    LevelTapped,
    MarkTapped,
    MoreFieldsTapped,
    MoreTimeTapped,
    NoticeTapped,
    NotMeTapped,
    PaperTapped,
    PlainTapped,
    PriorityTapped,
    ProcedureTapped,
    RetryTapped,
    SearchTyped,
    SendTapped,
    ServiceTapped,
    SlipTapped,
    StopFaceTapped,
    TodayTapped,
    Touch,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk.ui.view_state import ViewState
    from kiosk.ui.wording import Words

_PLAIN_TOUCHES: dict[str, Touch] = {
    "consent": ConsentTapped(),
    "plain": PlainTapped(),
    "retry": RetryTapped(),
    "not-me": NotMeTapped(),
    "enter-code": CodeTapped(),
    "done": DoneTapped(),
    "end": DoneTapped(),
    "back": BackTapped(),
    "help": HelpTapped(),
    "help-close": HelpClosed(),
    "more-time": MoreTimeTapped(),
    "keep": MoreTimeTapped(),
    "more-fields": MoreFieldsTapped(),
    "continue": ContinueTapped(),
    "notice": NoticeTapped(),
    "slip": SlipTapped(),
    "kept-code": KeptCodeTapped(),
    "stop-face": StopFaceTapped(),
    "priority": PriorityTapped(),
    "paper": PaperTapped(),
    "fetch": FetchTapped(),
    "keep-place": KeepTapped(),
    "today": TodayTapped(),
    "send": SendTapped(),
}
_TOUCHES_WITH_VALUE: dict[str, Callable[[str], Touch]] = {
    "field": FieldTapped,
    "language": LanguageTapped,
    "code": CodeEntered,
    "kept": KeptCodeEntered,
    "service": lambda value: ServiceTapped(Service(value)),
    "aid": lambda value: AidTapped(Aid(value)),
    "group": GroupTapped,
    "level": lambda value: LevelTapped(int(value)),
    "mark": lambda value: MarkTapped(*map(int, value.split("-"))),
    "search": SearchTyped,
    "procedure": ProcedureTapped,
}


class Bridge(QObject):
    """Hold what is shown, and hand touches on.

    QML reads ``shown`` (what :func:`kiosk.ui.presenter.present` made of the view state), ``words``
    (the fixed texts of the language in use), ``languages`` (code and own name of each), ``width_mm``
    (of the glass), ``mount_mm`` (of its lower edge above the floor), ``look`` (the office's colours and logo) and ``feed`` (of
    the preview), and calls ``intend``. Belongs to Qt's thread.

    Attributes:
        frames: The feed of the preview.
    """

    changed = pyqtSignal()

    def __init__(
        self,
        view: ViewState,
        wording: Mapping[str, Words],
        *,
        office: Mapping[str, str],
        width_mm: float,
        mount_mm: float,
        more_time_s: int,
        on_touch: Callable[[Touch], None],
        look: Look = OWN_LOOK,
    ) -> None:
        super().__init__()
        self._wording = wording
        self._office = office
        self._look = look.for_qml()
        self._width_mm = width_mm
        self._mount_mm = mount_mm
        self._more_time_s = more_time_s
        self._on_touch = on_touch
        self.frames = FrameFeed(self)
        self.show_state(view)

    def show_state(self, view: ViewState) -> None:
        """Show this from now on."""
        self.view = view
        words = self._wording.get(view.language) or self._wording["vi"]
        self._words = dict(words)
        self._shown = present(view, words, office=self._office, more_time_s=self._more_time_s)
        if view.camera_is_on:
            self.frames.open()
        else:
            self.frames.close()
        self.changed.emit()

    @pyqtSlot(str, str)
    def intend(self, name: str, value: str) -> None:
        """Say which control was touched, and with which value (empty for most)."""
        with_value = _TOUCHES_WITH_VALUE.get(name)
        self._on_touch(with_value(value) if with_value else _PLAIN_TOUCHES[name])

    def _list_languages(self) -> list[dict[str, str]]:
        return [{"code": code, "name": words["language_name"]} for code, words in self._wording.items()]

    shown = qt_property("QVariantMap", lambda self: self._shown, notify=changed)
    words = qt_property("QVariantMap", lambda self: self._words, notify=changed)
    languages = qt_property("QVariantList", _list_languages)
    width_mm = qt_property(float, lambda self: self._width_mm)
    mount_mm = qt_property(float, lambda self: self._mount_mm)
    look = qt_property("QVariantMap", lambda self: self._look)
    feed = qt_property(QObject, lambda self: self.frames)
