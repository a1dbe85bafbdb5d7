"""What an officer asks about the seat at a counter."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.commands.base import Command
from kiosk.domain.ids import CounterNo, OfficerId


@dataclass(frozen=True, slots=True)
class PauseCounter(Command):
    """Stay signed in and call nobody for a while."""

    counter: CounterNo


@dataclass(frozen=True, slots=True)
class EndPause(Command):
    """Go on after a pause."""

    counter: CounterNo


@dataclass(frozen=True, slots=True)
class AskHandover(Command):
    """Ask whoever sits at a counter for the seat."""

    counter: CounterNo


@dataclass(frozen=True, slots=True)
class HandOver(Command):
    """Give the seat to the officer who asked for it, or say no."""

    counter: CounterNo
    to: OfficerId
    agreed: bool = True
