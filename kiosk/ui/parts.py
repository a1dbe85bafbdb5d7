"""Parts of the view state that one journey needs: tickets looked up, a search, a rating, the office now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from kiosk.domain.procedures import Procedure, ProcedureIndex

Texts = Mapping[str, str]
"""The same words in several languages, by language code (``vi``, ``en``)."""


class Errand(StrEnum):
    """What the citizen came for."""

    TAKE = auto()
    CARD = auto()
    TURN = auto()
    REDEEM = auto()
    RATE = auto()


class Service(StrEnum):
    """What the start screen offers besides the fields; a value is worded as ``service_…``."""

    TURN = auto()
    RESULT = auto()
    CARD = auto()
    SEARCH = auto()
    MORE = auto()
    RATE = auto()
    STOP_FACE = auto()
    REPORT = auto()
    PAY = auto()


class News(StrEnum):
    """What is particular about the office now; worded as ``news_…`` and, when closed, ``closed_…``."""

    NONE = auto()
    BEFORE_OPENING = auto()
    LUNCH = auto()
    AFTER_HOURS = auto()
    HOLIDAY = auto()
    CLOSED_EARLY = auto()
    CLOCK_DOUBTFUL = auto()


class Paper(StrEnum):
    """What becomes of a ticket on paper now."""

    NONE = auto()
    """This office has no printer."""

    READY = auto()
    OUT = auto()


class Aid(StrEnum):
    """What makes the screen easier for one citizen; each is switched by one touch."""

    LARGE_TEXT = auto()
    HIGH_CONTRAST = auto()
    LOW = auto()
    CALM = auto()
    SPOKEN = auto()
    LOUD = auto()


@dataclass(frozen=True, slots=True)
class OfficeNow:
    """The office's hours as they matter to who stands before the screen.

    Attributes:
        opens_at: When it opens next, such as ``13:30`` or ``23/11 07:30``; empty when that is not known.
        holiday: Name of today's holiday; empty on other days.
        paper: Whether slips come out.
        day_mode: Name of the special day that today is; empty on others.
    """

    news: News = News.NONE
    opens_at: str = ""
    holiday: str = ""
    paper: Paper = Paper.NONE
    day_mode: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupView:
    """People who may go before others, by one tap of their own."""

    code: str
    names: Texts


@dataclass(frozen=True, slots=True)
class OfficeView:
    """What this office offers besides its fields.

    Attributes:
        groups: Priority groups, in the order they are shown.
        hotline: Where to report or suggest, by language; empty without one.
        payment_qr: The office's own payment code; empty without one.
        payment_text: Whose account that is.
        asks_factors: Whether a rating may be followed by the five factors.
        procedures: What the look-up searches.
        prints: Which tickets have a slip at once: ``all``, ``plain``, or only those ``wanted``.
        hands_tokens: Whether the help desk hands out numbered tokens when no slip comes out.
        results_field: Code of the field where finished papers are collected; empty where there is none.
    """

    groups: tuple[GroupView, ...] = ()
    hotline: str = ""
    payment_qr: str = ""
    payment_text: str = ""
    asks_factors: bool = True
    procedures: ProcedureIndex = field(default_factory=lambda: ProcedureIndex(()))
    prints: str = "plain"
    hands_tokens: bool = False
    results_field: str = ""


@dataclass(frozen=True, slots=True)
class SearchView:
    """A procedure being looked for.

    Attributes:
        text: What was typed so far.
        found: The best results, best first.
        chosen: The procedure whose page is open.
    """

    text: str = ""
    found: tuple[Procedure, ...] = ()
    chosen: Procedure | None = None


@dataclass(frozen=True, slots=True)
class OfferView:
    """A place for the next working day, in place of a ticket whose turn may not come today.

    Attributes:
        offer: The desk's id of the offer; never shown.
        reason: Why; worded as ``offer_…``.
        date: Such as ``23/11``.
        opens: ``HH:MM`` of that day's opening.
        until: ``HH:MM`` by which a slip that names nobody must be shown to come first.
    """

    offer: str
    field: str
    reason: str
    date: str
    opens: str
    until: str


@dataclass(frozen=True, slots=True)
class SlipView:
    """A place that was kept.

    Attributes:
        text: What its QR code says.
        token: Its code to be typed.
        until: ``HH:MM``; empty where it names its bearer.
    """

    text: str
    token: str
    field: str
    date: str
    opens: str
    until: str


@dataclass(frozen=True, slots=True)
class RatingView:
    """A rating being given.

    Attributes:
        code: The ticket's code.
        level: 1 not satisfied, 2 satisfied, 3 very satisfied; 0 before that.
        marks: The five factors, 1 to 5 each; 0 where nothing was said.
    """

    code: str = ""
    level: int = 0
    marks: tuple[int, ...] = (0, 0, 0, 0, 0)
