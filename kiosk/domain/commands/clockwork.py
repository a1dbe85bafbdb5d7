"""What the clock, or an officer in its place, asks of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.commands.base import Command


@dataclass(frozen=True, slots=True)
class OpenDay(Command):
    """Begin a working day."""


@dataclass(frozen=True, slots=True)
class CloseDay(Command):
    """End the working day; what is still open ends with it, or keeps a place for the next day.

    Attributes:
        carry_over: Whether places are kept; None for what the policy says.
    """

    reason: str = "closing_time"
    carry_over: bool | None = None


@dataclass(frozen=True, slots=True)
class EndCooling(Command):
    """Let every missed ticket whose pause is over wait again."""
