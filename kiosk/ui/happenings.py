"""What can happen to the citizen's screen: touches, the camera's news, the desk's answers, time.

``request`` says which :mod:`kiosk.ui.effects` a result belongs to. A result of an earlier request
is ignored, so that a late answer is never shown to the next person.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.ui.effects import TimerName
from kiosk.ui.parts import OfferView, OfficeNow, OfficeView, SlipView
from kiosk.ui.touches import Touch
from kiosk.ui.view_state import FacePlace, FieldView, Hint, NoticeView, TicketView


@dataclass(frozen=True, slots=True)
class GlanceSeen:
    """The face part looked at one frame.

    ``dot`` is where the dot to be followed goes: -1 left, 1 right; None for no dot. ``face`` is where
    the face is; None while nobody is there.
    """

    request: int
    hint: Hint
    progress: float
    dot: float | None = None
    face: FacePlace | None = None


@dataclass(frozen=True, slots=True)
class LookDone:
    """The look is complete; ``look`` is handed on to the desk unopened."""

    request: int
    look: object


@dataclass(frozen=True, slots=True)
class CardRead:
    """The QR code of an identity card was read; all but its number is forgotten already."""

    request: int
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SlipRead:
    """The QR code of a slip was read."""

    request: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PlaceSlipRead:
    """The QR code of a place kept on an earlier day was read."""

    request: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OtherCodeRead:
    """A code was shown that is neither; ``kind`` is worded as ``scan_…``."""

    request: int
    kind: str


@dataclass(frozen=True, slots=True)
class LookFailed:
    """The face part gave up on this look."""

    request: int


@dataclass(frozen=True, slots=True)
class CameraLost:
    """No picture comes from the camera."""

    request: int


@dataclass(frozen=True, slots=True)
class TicketGiven:
    """The desk issued a ticket, or one in each of several fields."""

    request: int
    ticket: TicketView
    also: tuple[TicketView, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketExists:
    """The desk found an open ticket of this person in this field."""

    request: int
    ticket: TicketView


@dataclass(frozen=True, slots=True)
class TurnFound:
    """The desk found whose turn it is; nobody's when there is no ticket."""

    request: int
    tickets: tuple[TicketView, ...]


@dataclass(frozen=True, slots=True)
class FaceStopped:
    """The face is erased; ``receipt`` is the short form of the log's head."""

    request: int
    receipt: str


@dataclass(frozen=True, slots=True)
class TicketsChanged:
    """The desk took the citizen's word, or wish; ``tickets`` are as they are now."""

    request: int
    tickets: tuple[TicketView, ...]


@dataclass(frozen=True, slots=True)
class PlaceOffered:
    """Today's turn may not come: places for the next working day are offered; some fields may have a ticket."""

    request: int
    offers: tuple[OfferView, ...]
    tickets: tuple[TicketView, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacesKept:
    """The desk kept the places."""

    request: int
    slips: tuple[SlipView, ...]


@dataclass(frozen=True, slots=True)
class CardNeeded:
    """The slip names its bearer: the identity card must be shown with it."""

    request: int


@dataclass(frozen=True, slots=True)
class RatingTaken:
    """The desk took the rating."""

    request: int


@dataclass(frozen=True, slots=True)
class DeskUnsure:
    """The desk cannot tell whose face this is."""

    request: int


@dataclass(frozen=True, slots=True)
class DeskRefused:
    """The desk said no; ``reason`` is worded as ``refused_…``."""

    request: int
    reason: str


@dataclass(frozen=True, slots=True)
class HelpConfirmed:
    """The desk has told the officers."""

    request: int


@dataclass(frozen=True, slots=True)
class HelpUnheard:
    """The call for help did not get through."""

    request: int


@dataclass(frozen=True, slots=True)
class DeskLost:
    """The desk does not answer."""


@dataclass(frozen=True, slots=True)
class DeskBack:
    """The desk answers again."""


@dataclass(frozen=True, slots=True)
class HelpComing:
    """An officer said that they come to the kiosk.

    Attributes:
        call: The desk's id of the call for help.
        counter: Where they sit; None for whoever sits at none.
        after_another: Whether they have just gone to somebody at another kiosk.
    """

    call: str
    counter: int | None
    after_another: bool = False


@dataclass(frozen=True, slots=True)
class SnapshotArrived:
    """The desk's present fields and waiting counts, and who answered the latest call for help here today."""

    fields: tuple[FieldView, ...]
    is_open: bool
    now: OfficeNow = field(default_factory=OfficeNow)
    help_coming: HelpComing | None = None


@dataclass(frozen=True, slots=True)
class OfficeChanged:
    """Other settings hold from now on; whoever is in the midst of something still sees the earlier ones."""

    notice: NoticeView
    office: OfficeView


@dataclass(frozen=True, slots=True)
class TimeoutReached:
    """A timer ran out."""

    timer: TimerName


CameraNews = (
    GlanceSeen | LookDone | CardRead | SlipRead | PlaceSlipRead | OtherCodeRead | LookFailed | CameraLost
)
Wish = TurnFound | FaceStopped | TicketsChanged | PlacesKept | CardNeeded | RatingTaken
"""Answers to who has a ticket, or wants something besides one."""

DeskAnswer = TicketGiven | TicketExists | PlaceOffered | DeskUnsure | DeskRefused | Wish
HelpAnswer = HelpConfirmed | HelpUnheard
DeskNews = DeskLost | DeskBack | SnapshotArrived | OfficeChanged
Happening = Touch | CameraNews | DeskAnswer | HelpAnswer | DeskNews | TimeoutReached
