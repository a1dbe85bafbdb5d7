"""What can have happened to a seat at a counter besides sitting down and leaving."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import EventData
from kiosk.domain.ids import CounterNo, OfficerId


@dataclass(frozen=True, slots=True)
class CounterPaused(EventData):
    """An officer stays signed in and calls nobody for a while."""

    officer: OfficerId
    counter: CounterNo


@dataclass(frozen=True, slots=True)
class CounterResumed(EventData):
    """The pause is over."""

    officer: OfficerId
    counter: CounterNo


@dataclass(frozen=True, slots=True)
class HandoverAsked(EventData):
    """An officer asks whoever sits at a counter for the seat."""

    officer: OfficerId
    counter: CounterNo


@dataclass(frozen=True, slots=True)
class HandoverDeclined(EventData):
    """Whoever sits there stays."""

    officer: OfficerId
    counter: CounterNo
