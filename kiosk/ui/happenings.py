"""What can happen to the citizen's screen: touches, the camera's news, the desk's answers, time.

``request`` says which :mod:`kiosk.ui.effects` a result belongs to. A result of an earlier request
is ignored, so that a late answer is never shown to the next person.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.ui.effects import TimerName
from kiosk.ui.view_state import FieldView, Hint, TicketView


@dataclass(frozen=True, slots=True)
class FieldTapped:
    """A tile was touched."""

    field: str


@dataclass(frozen=True, slots=True)
class ConsentTapped:
    """The citizen is 18 or older and agrees."""


@dataclass(frozen=True, slots=True)
class PlainTapped:
    """A number without the face is wanted."""


@dataclass(frozen=True, slots=True)
class RetryTapped:
    """Another look is wanted after one that failed."""


@dataclass(frozen=True, slots=True)
class NotMeTapped:
    """The ticket shown is not this person's."""


@dataclass(frozen=True, slots=True)
class CodeTapped:
    """The citizen has a number already, to be typed."""


@dataclass(frozen=True, slots=True)
class CodeEntered:
    """A ticket's code was typed."""

    code: str


@dataclass(frozen=True, slots=True)
class DoneTapped:
    """The citizen has read the screen."""


@dataclass(frozen=True, slots=True)
class BackTapped:
    """One screen back."""


@dataclass(frozen=True, slots=True)
class HelpTapped:
    """A person is wanted."""


@dataclass(frozen=True, slots=True)
class HelpClosed:
    """The confirmation of help was put away."""


@dataclass(frozen=True, slots=True)
class MoreTimeTapped:
    """The citizen asks for more time."""


@dataclass(frozen=True, slots=True)
class LanguageTapped:
    """Another language was chosen."""

    language: str


@dataclass(frozen=True, slots=True)
class GlanceSeen:
    """The face part looked at one frame.

    ``dot`` is where the dot to be followed goes: -1 left, 1 right; None for no dot.
    """

    request: int
    hint: Hint
    progress: float
    dot: float | None = None


@dataclass(frozen=True, slots=True)
class LookDone:
    """The look is complete; ``look`` is handed on to the desk unopened."""

    request: int
    look: object


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
    """The desk issued a ticket."""

    request: int
    ticket: TicketView


@dataclass(frozen=True, slots=True)
class TicketExists:
    """The desk found an open ticket of this person in this field."""

    request: int
    ticket: TicketView


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
class SnapshotArrived:
    """The desk's present fields and waiting counts."""

    fields: tuple[FieldView, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class TimeoutReached:
    """A timer ran out."""

    timer: TimerName


Touch = (
    FieldTapped
    | ConsentTapped
    | PlainTapped
    | RetryTapped
    | NotMeTapped
    | CodeTapped
    | CodeEntered
    | DoneTapped
    | BackTapped
    | HelpTapped
    | HelpClosed
    | MoreTimeTapped
    | LanguageTapped
)
CameraNews = GlanceSeen | LookDone | LookFailed | CameraLost
DeskAnswer = TicketGiven | TicketExists | DeskUnsure | DeskRefused
HelpAnswer = HelpConfirmed | HelpUnheard
DeskNews = DeskLost | DeskBack | SnapshotArrived
Happening = Touch | CameraNews | DeskAnswer | HelpAnswer | DeskNews | TimeoutReached
