"""The rules of the queue that an office may set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens when nobody answers, and how old a command may be.

    Attributes:
        max_calls: Calls (the first and its recalls by absence) before a no-show.
        cooling_ms: How long an absent person's ticket pauses before it waits again, at its old place.
        command_max_age_ms: A command older than this is refused.

    Source: defaults from the Berlin ZMS (skipped for 300 s, missed after ``callCountMax``)
    and from the promise that a lost answer never calls a second person.
    """

    max_calls: int = 3
    cooling_ms: int = 300_000
    command_max_age_ms: int = 10_000
