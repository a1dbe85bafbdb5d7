"""How many events go at once: as many as the line carries in a few seconds."""

from __future__ import annotations

FIRST_EVENTS = 1_000
"""About 1 MB unpacked and 250 kB packed: a minute on 64 kbit/s, the slowest line that is thought of."""

MOST_EVENTS = 2_000
"""On a line that carried the first in half the time aimed at; each batch costs central a flush to its disk."""

FEWEST_EVENTS = 10
"""Some 3 kB: below it, the request's own headers and round trips are most of the work."""

AIM_S = 8.0
"""On 64 kbit/s some 250 events; a quarter of the silence after which a call is given up."""


class Pace:
    """The size of the next batch, from how the ones before went. For one thread at a time."""

    def __init__(self, most: int = MOST_EVENTS) -> None:
        """Begin with :data:`FIRST_EVENTS`, or fewer where ``most`` are."""
        self._most = most
        self.events = min(most, FIRST_EVENTS)

    def went(self, events: int, took_s: float) -> None:
        """Learn from a batch that was acknowledged; grows to at most the double."""
        fitting = round(events * AIM_S / max(took_s, 0.001))
        self._settle(min(fitting, 2 * max(events, self.events)))

    def failed(self) -> None:
        """Learn from a batch that was lost or took too long: the next one is half as large."""
        self._settle(self.events // 2)

    def halve(self, events: int) -> bool:
        """Learn that so many were too large for the other side; tells whether fewer are worth a try."""
        self._most = max(1, events // 2)
        self._settle(self._most)
        return events > 1

    def _settle(self, events: int) -> None:
        self.events = min(self._most, max(FEWEST_EVENTS, events))
