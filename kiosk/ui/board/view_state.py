"""What the board shows at one moment, as plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto


class CallKind(StrEnum):
    """What a call says; a value is its key in ``strings``."""

    CALL = auto()
    LAST_CALL = auto()
    MISSED = auto()


class CallState(StrEnum):
    """What became of a call; the desk's own words for a ticket's state."""

    CALLED = auto()
    SERVING = auto()
    COOLING = auto()
    NO_SHOW = auto()
    OVER = auto()


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the hall sees it.

    Attributes:
        no: Orders and names it; the same as its announcement's.
        icon: File in ``icons/ticket``.
        colour: ``#rrggbb`` of the field; never carries a meaning alone.
    """

    no: int
    kind: CallKind
    code: str
    icon: str
    colour: str
    counter: int
    state: CallState = CallState.CALLED


@dataclass(frozen=True, slots=True)
class Field:
    """One field and who waits for it.

    Attributes:
        names: By language.
        is_served: Whether a counter takes it now.
    """

    letter: str
    names: dict[str, str]
    colour: str
    waiting: int
    is_served: bool


@dataclass(frozen=True, slots=True)
class BoardNews:
    """What the desk told last.

    Attributes:
        calls: The latest ones, newest first.
        due: Announcements nobody has spoken yet, oldest first.
        kept_percent: Share of today's promises that were kept; None while there are too few.
        notices: The special day's name and the supervisor's notices, by language each.
        clock_ok: Whether the time may be shown.
    """

    day_open: bool
    calls: tuple[Call, ...]
    due: tuple[Call, ...]
    fields: tuple[Field, ...]
    kept_percent: int | None = None
    notices: tuple[dict[str, str], ...] = ()
    clock_ok: bool = True
