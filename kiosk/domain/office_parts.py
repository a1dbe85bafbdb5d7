"""What an office is made of at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import EventData
from kiosk.domain.hall import FieldClosedReason
from kiosk.domain.ids import (
    ChainId,
    CommandId,
    CounterNo,
    DayId,
    Seq,
    TicketId,
)
from kiosk.domain.moment import Moment


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the log holds it, decoded."""

    chain: ChainId
    seq: Seq
    moment: Moment
    data: EventData


@dataclass(frozen=True, slots=True)
class Day:
    """The working day that is open.

    Attributes:
        date: ISO 8601; None until a clock can tell.
        seq: The event that opened it.
    """

    day_id: DayId
    date: str | None
    opened: Moment | None = None
    baseline: bool = False
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Summons:
    """One call as the board shows it; ``seq`` orders and names it."""

    seq: Seq
    ticket: TicketId
    counter: CounterNo
    at: Moment


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """A citizen at the kiosk waits for a person."""

    request: CommandId
    screen: str
    asked: Moment


@dataclass(frozen=True, slots=True)
class HelpComing:
    """An officer goes to the kiosk.

    Attributes:
        counter: Where they sat when they said so; None for whoever sits at none.
    """

    request: CommandId
    counter: CounterNo | None


@dataclass(frozen=True, slots=True)
class FieldClosure:
    """A field that takes nobody more today."""

    reason: FieldClosedReason
    since: Moment


@dataclass(frozen=True, slots=True)
class HandedOut:
    """Numbered places given to those who stood outside, from 1 to ``count``."""

    seq: Seq
    count: int
