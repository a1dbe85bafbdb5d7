"""What the citizen's screen shows at one moment, as plain frozen values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

Texts = Mapping[str, str]
"""The same words in several languages, by language code (``vi``, ``en``)."""

FALLBACK_LANGUAGE = "vi"
"""Every text exists at least in the office's language."""


class Screen(StrEnum):
    """The screens; a value is the name that the demo's driver waits for."""

    START = auto()
    CHOICE = auto()
    RING = auto()
    WORKING = auto()
    TICKET = auto()
    EXISTING = auto()
    UNSURE = auto()
    LOOK_FAILED = auto()
    CODE = auto()
    CAMERA_GONE = auto()
    REFUSED = auto()
    DESK_AWAY = auto()
    CLOSED = auto()


IN_BETWEEN = frozenset(
    {Screen.CHOICE, Screen.RING, Screen.UNSURE, Screen.LOOK_FAILED, Screen.CODE, Screen.CAMERA_GONE}
)
"""The screens between a field and its ticket: each offers the way back, and the plain number."""


class Help(StrEnum):
    """How far a call for help has come."""

    NONE = auto()
    CALLING = auto()
    COMING = auto()
    FAILED = auto()


class Hint(StrEnum):
    """What the person before the camera should do; worded in ``strings/*.json`` as ``hint_…``."""

    COME_CLOSER = auto()
    STEP_BACK = auto()
    MOVE_INTO_RING = auto()
    LOOK_STRAIGHT = auto()
    HOLD_STILL = auto()
    MORE_LIGHT = auto()
    LESS_LIGHT = auto()
    LIGHT_BEHIND = auto()
    UNCOVER_FACE = auto()
    ONE_PERSON = auto()
    FOLLOW_DOT = auto()
    THANK_YOU = auto()


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of procedures as its tile shows it.

    Attributes:
        code: Name of the field and of its icon file, such as ``chung_thuc``.
        names: What the tile says, by language.
        letter: First letter of the field's ticket codes.
        waiting: How many people wait for it now.
        is_served: False when no counter takes it now; the tile then cannot be tapped.
    """

    code: str
    names: Texts
    letter: str
    waiting: int = 0
    is_served: bool = True


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What the face is used for, as built from the configuration in force.

    Attributes:
        paragraphs: The short text by language, in paragraphs.
        version: The notice's version, shown small.
        sha256: Hash of the notice in hexadecimal; its first 8 digits are shown.
    """

    paragraphs: Mapping[str, tuple[str, ...]]
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as the citizen sees it.

    Attributes:
        ticket_id: The desk's id; never shown.
        code: Such as ``B017``.
        icon: Code name of the picture, a file in ``icons/ticket``.
        colour: ``#rrggbb`` of the band beside the code; never carries a meaning alone.
        field: Code of the field.
        area: Where to wait, by language; empty when the office has one area.
        ahead: How many people are before this ticket.
        wait_min: Promised range in minutes (from, to); None when nothing is promised.
        qr_text: What the QR code says; empty for none.
        counter: Where to walk at once, by language; empty when the person has to wait.
    """

    ticket_id: str
    code: str
    icon: str
    colour: str
    field: str
    area: Texts
    ahead: int
    wait_min: tuple[int, int] | None = None
    qr_text: str = ""
    counter: Texts = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewState:
    """Everything the screen shows.

    Attributes:
        screen: Which screen.
        language: Code of the language in use.
        fields: The tiles, in the order they are shown.
        notice: What is told before consent.
        chosen: Code of the field the citizen tapped; empty on the start screen.
        ticket: The ticket given or found; None before that.
        hint: What to do before the camera; None until the first glance.
        progress: How much of the look is done, 0 to 1.
        dot: Where the dot to be followed with the head goes, -1 left to 1 right; None for no dot.
        help: How far a call for help has come.
        camera_is_on: Whether the camera's indicator is lit.
        asks_more_time: Whether "Do you need more time?" lies over the screen.
        refusal: Key of why the desk said no; worded as ``refused_…``.
        can_enter_code: Whether a ticket's code may be typed when the face is not enough.
        closes_after_s: After how many seconds a ticket leaves the screen.
    """

    screen: Screen
    language: str
    fields: tuple[FieldView, ...]
    notice: NoticeView
    chosen: str = ""
    ticket: TicketView | None = None
    hint: Hint | None = None
    progress: float = 0.0
    dot: float | None = None
    help: Help = Help.NONE
    camera_is_on: bool = False
    asks_more_time: bool = False
    refusal: str = ""
    can_enter_code: bool = True
    closes_after_s: int = 20

    def chosen_field(self) -> FieldView | None:
        """Give the field the citizen tapped, while the desk still offers it."""
        return self.field(self.chosen)

    def field(self, code: str) -> FieldView | None:
        """Give the field with this code, or None."""
        return next((field for field in self.fields if field.code == code), None)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Pick the wording in ``language``, else in Vietnamese, else nothing."""
    return texts.get(language) or texts.get(FALLBACK_LANGUAGE, "")
