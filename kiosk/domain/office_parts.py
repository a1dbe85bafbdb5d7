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
    DeviceId,
    OfficerId,
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
    """A citizen at a kiosk waits for a person."""

    request: CommandId
    screen: str
    asked: Moment
    kiosk: DeviceId | None = None


@dataclass(frozen=True, slots=True)
class HelpComing:
    """An officer goes to a kiosk.

    Attributes:
        counter: Where they sat when they said so; None for whoever sits at none.
        officer: Who goes.
        since: When they said so.
        after_another: Whether they had just gone to somebody at another kiosk.
    """

    request: CommandId
    counter: CounterNo | None
    kiosk: DeviceId | None
    officer: OfficerId
    since: Moment
    after_another: bool = False


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
