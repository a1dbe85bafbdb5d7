"""What the citizen's screen shows at one moment, as plain frozen values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from kiosk.ui.parts import (
    Aid,
    Errand,
    OfferView,
    OfficeNow,
    OfficeView,
    RatingView,
    SearchView,
    SlipView,
    Texts,
)

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
    FIELDS = auto()
    SCAN = auto()
    SCAN_FAILED = auto()
    NOTICE = auto()
    TURN = auto()
    PRIORITY = auto()
    TOLD = auto()
    OFFER = auto()
    SLIP = auto()
    MORE = auto()
    SEARCH = auto()
    PROCEDURE = auto()
    RATE = auto()
    FACTORS = auto()
    PAY = auto()
    REPORT = auto()
    RESULT = auto()
    KEPT = auto()


IN_BETWEEN = frozenset(
    {
        Screen.CHOICE,
        Screen.RING,
        Screen.SCAN,
        Screen.UNSURE,
        Screen.LOOK_FAILED,
        Screen.SCAN_FAILED,
        Screen.CODE,
        Screen.KEPT,
        Screen.CAMERA_GONE,
    }
)
"""The screens between a field and its ticket: each offers the way back, and the plain number."""

CAMERA_SCREENS = frozenset({Screen.RING, Screen.SCAN})
"""The camera is on exactly while one of these is shown."""

HOMES = frozenset({Screen.START, Screen.CLOSED, Screen.DESK_AWAY})
"""Where nobody's errand is under way."""

SIDE_SCREENS = frozenset(
    {
        Screen.FIELDS,
        Screen.NOTICE,
        Screen.PRIORITY,
        Screen.OFFER,
        Screen.MORE,
        Screen.SEARCH,
        Screen.PROCEDURE,
        Screen.RATE,
        Screen.FACTORS,
        Screen.PAY,
        Screen.REPORT,
        Screen.RESULT,
    }
)
"""Other screens with a way back."""


STILL_TO_COME = frozenset({"waiting", "cooling", "no_show"})
"""States of a ticket in which its owner may say that they have priority, or ask to be fetched."""


TYPED_REASONS = frozenset({"bad_slip", "needs_card"})
"""Refusals of a kept place that are worded apart where its code was typed: ``kept_…`` instead of ``refused_…``."""


class Help(StrEnum):
    """How far a call for help has come."""

    NONE = auto()
    CALLING = auto()
    COMING = auto()
    ANSWERED = auto()
    FAILED = auto()


class Asked(StrEnum):
    """What the desk was asked for last; worded as ``undone_…_title`` where it said no."""

    NUMBER = auto()
    TURN = auto()
    PLACE = auto()
    WISH = auto()
    STOP_FACE = auto()
    RATING = auto()


class Hint(StrEnum):
    """What the person before the camera should do; worded in ``strings/*.json`` as ``hint_…``."""

    COME_CLOSER = auto()
    MOVE_INTO_RING = auto()
    LOOK_STRAIGHT = auto()
    HOLD_STILL = auto()
    MORE_LIGHT = auto()
    LESS_LIGHT = auto()
    LIGHT_BEHIND = auto()
    UNCOVER_FACE = auto()
    FOLLOW_DOT = auto()
    THANK_YOU = auto()


@dataclass(frozen=True, slots=True)
class FacePlace:
    """Where a face is in the camera's picture: its middle and height, in fractions of the picture's sides."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of procedures as its tile shows it.

    Attributes:
        code: Name of the field, such as ``chung_thuc``.
        names: What the tile says, by language.
        letter: First letter of the field's ticket codes.
        waiting: How many people wait for it now.
        icon: Name of its picture in ``icons/field``; empty for the one of its code. A plain one stands for what is not there.
        is_served: False when no counter takes it now; the tile then cannot be tapped.
        closed: Why it takes nobody more today, worded as ``full_…``; empty where it does. A place for
            the next day may be offered.
    """

    code: str
    names: Texts
    letter: str
    waiting: int = 0
    icon: str = ""
    is_served: bool = True
    closed: str = ""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What the face is used for, as built from the configuration in force.

    Attributes:
        paragraphs: The short text by language, in paragraphs.
        full: Everything there is to know, by language: (heading, text) each.
        version: The notice's version, shown small.
        sha256: Hash of the notice in hexadecimal; its first 8 digits are shown.
    """

    paragraphs: Mapping[str, tuple[str, ...]]
    version: str
    sha256: str
    full: Mapping[str, tuple[tuple[str, str], ...]] = dataclasses.field(default_factory=dict)


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
        counter_no: The same as a number, to be read aloud; None likewise.
        state: Where it stands, as the desk calls it; worded as ``state_…``.
        by_face: Whether a face is kept for it.
        fetch: ``asked`` where its owner wants to be fetched, ``coming`` once someone goes; else empty.
        priority: Names of the priority group that was declared; empty for none.
        prepare: What to have at hand, by language.
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
    counter_no: int | None = None
    state: str = "waiting"
    by_face: bool = False
    fetch: str = ""
    priority: Texts = dataclasses.field(default_factory=dict)
    prepare: Texts = dataclasses.field(default_factory=dict)


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
        face: Where the ring goes; None leaves it in the middle.
        help: How far a call for help has come.
        helper_counter: Counter of the officer who comes; None for one without, and before that.
        helper_is_late: Whether they help somebody at another kiosk first.
        camera_is_on: Whether the camera's indicator is lit.
        asks_more_time: Whether "Do you need more time?" lies over the screen.
        asked: What the desk was asked for last.
        refusal: Key of why the desk said no; worded as ``refused_…``.
        closes_after_s: After how many seconds a ticket leaves the screen.
        errand: What the citizen came for.
        also: Codes of more fields of the same visit.
        tickets: All tickets given or found at once; ``ticket`` is the first.
        other_code: Which other code was shown instead of the right one; worded as ``scan_…``.
        offers: Places offered for the next working day.
        slips: Places kept.
        told: What was done, on the screen that only says so; worded as ``told_…``.
        told_values: What is filled in there.
        office: What the office offers besides its fields.
        now: The office's hours.
        search: The procedure being looked for.
        rating: The rating being given.
        aids: What is switched on to make the screen easier.
        paper_asked: Whether this ticket was wanted on paper.
        kept_code: Code of a kept place as it was typed last; empty before that.
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
    face: FacePlace | None = None
    help: Help = Help.NONE
    helper_counter: int | None = None
    helper_is_late: bool = False
    camera_is_on: bool = False
    asks_more_time: bool = False
    asked: Asked = Asked.NUMBER
    refusal: str = ""
    closes_after_s: int = 20
    errand: Errand = Errand.TAKE
    also: tuple[str, ...] = ()
    tickets: tuple[TicketView, ...] = ()
    other_code: str = ""
    offers: tuple[OfferView, ...] = ()
    slips: tuple[SlipView, ...] = ()
    told: str = ""
    told_values: Texts = dataclasses.field(default_factory=dict)
    office: OfficeView = dataclasses.field(default_factory=OfficeView)
    now: OfficeNow = dataclasses.field(default_factory=OfficeNow)
    search: SearchView = dataclasses.field(default_factory=SearchView)
    rating: RatingView = dataclasses.field(default_factory=RatingView)
    aids: frozenset[Aid] = frozenset()
    paper_asked: bool = False
    kept_code: str = dataclasses.field(default="", repr=False)

    def chosen_field(self) -> FieldView | None:
        """Give the field the citizen tapped, while the desk still offers it."""
        return self.field(self.chosen)

    def field(self, code: str) -> FieldView | None:
        """Give the field with this code, or None."""
        return next((field for field in self.fields if field.code == code), None)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Pick the wording in ``language``, else in Vietnamese, else nothing."""
    return texts.get(language) or texts.get(FALLBACK_LANGUAGE, "")
