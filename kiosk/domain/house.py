"""What can have happened to an office's rules and to the rights of other systems."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import EventData
from kiosk.domain.ids import CounterNo


@dataclass(frozen=True, slots=True)
class ApiTokenMade(EventData):
    """Another system got the right to use the API.

    Attributes:
        counters: Those it may drive; empty for all.
    """

    token_id: str
    scopes: tuple[str, ...]
    counters: tuple[CounterNo, ...]


@dataclass(frozen=True, slots=True)
class ApiTokenRevoked(EventData):
    """Another system lost its right to use the API."""

    token_id: str


@dataclass(frozen=True, slots=True)
class SettingsPlanned(EventData):
    """A version of the office's settings will hold from the first day opened on or after a date.

    Attributes:
        sha256: Of the whole configuration that it makes (hex).
        effective_from: ISO 8601.
    """

    version: int
    sha256: str
    effective_from: str


@dataclass(frozen=True, slots=True)
class SettingsWithdrawn(EventData):
    """A version of the office's settings holds no longer, or never will."""

    version: int
