"""What a citizen can touch, in the words of what is meant by it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.ui.parts import Aid, Service


@dataclass(frozen=True, slots=True)
class FieldTapped:
    """A tile was touched."""

    code: str


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
class ServiceTapped:
    """Something besides a field is wanted."""

    service: Service


@dataclass(frozen=True, slots=True)
class MoreFieldsTapped:
    """The citizen has business in several fields."""


@dataclass(frozen=True, slots=True)
class ContinueTapped:
    """The fields are chosen."""


@dataclass(frozen=True, slots=True)
class NoticeTapped:
    """Everything about the use of the face is wanted."""


@dataclass(frozen=True, slots=True)
class SlipTapped:
    """The citizen will show the QR code of a slip."""


@dataclass(frozen=True, slots=True)
class KeptCodeTapped:
    """The code of a kept place will be typed."""


@dataclass(frozen=True, slots=True)
class KeptCodeEntered:
    """The code of a kept place was typed."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StopFaceTapped:
    """The face shall not be used any more."""


@dataclass(frozen=True, slots=True)
class PriorityTapped:
    """The citizen belongs to a priority group."""


@dataclass(frozen=True, slots=True)
class GroupTapped:
    """This is the group."""

    group: str


@dataclass(frozen=True, slots=True)
class FetchTapped:
    """The citizen wants to be fetched instead of called."""


@dataclass(frozen=True, slots=True)
class KeepTapped:
    """The place for the next working day is wanted."""


@dataclass(frozen=True, slots=True)
class TodayTapped:
    """The citizen would rather wait today."""


@dataclass(frozen=True, slots=True)
class LevelTapped:
    """How it was, 1 to 3."""

    level: int


@dataclass(frozen=True, slots=True)
class MarkTapped:
    """A mark, 1 to 5, for one of the five factors, counted from 0."""

    factor: int
    mark: int


@dataclass(frozen=True, slots=True)
class SendTapped:
    """The rating is complete."""


@dataclass(frozen=True, slots=True)
class SearchTyped:
    """The text searched for has changed."""

    text: str


@dataclass(frozen=True, slots=True)
class ProcedureTapped:
    """One procedure of the results was chosen."""

    code: str


@dataclass(frozen=True, slots=True)
class PaperTapped:
    """The ticket is wanted on paper."""


@dataclass(frozen=True, slots=True)
class AidTapped:
    """Larger text, high contrast, low controls or less motion: on, or off again."""

    aid: Aid


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
    | ServiceTapped
    | MoreFieldsTapped
    | ContinueTapped
    | NoticeTapped
    | SlipTapped
    | KeptCodeTapped
    | KeptCodeEntered
    | StopFaceTapped
    | PriorityTapped
    | GroupTapped
    | FetchTapped
    | KeepTapped
    | TodayTapped
    | LevelTapped
    | MarkTapped
    | SendTapped
    | SearchTyped
    | ProcedureTapped
    | PaperTapped
    | AidTapped
)
