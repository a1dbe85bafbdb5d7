"""What of an office's state central was not told yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kiosk.sync.public_wire import MOST_RATINGS, MOST_TICKETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.sync.public_wire import PublicState, PublicTicket

REPEAT_MS = 60_000
"""So often the moment is told even where nothing has changed, so that silence means something."""


class PublicNews:
    """Remembers what central acknowledged; after a restart it is told all of the day again."""

    def __init__(self) -> None:
        self._told: PublicState | None = None
        self._tickets: dict[str, PublicTicket] = {}

    def next(self, state: PublicState, done: Sequence[str] = ()) -> PublicState | None:
        """Give the message for a state that holds all of today's tickets; None where it would say nothing new."""
        if self._told is None or state.day != self._told.day:
            self._tickets = {}
        changed = [one for one in state.tickets if self._tickets.get(one.token_hash) != one]
        message = replace(state, tickets=tuple(changed[:MOST_TICKETS]), done=tuple(done[:MOST_RATINGS]))
        if not (changed or done) and self._told is not None and state.at - self._told.at < REPEAT_MS:
            same = replace(message, at=self._told.at) == replace(self._told, tickets=(), done=())
            return None if same else message
        return message

    def taken(self, message: PublicState) -> None:
        """Note that central holds a message."""
        self._told = message
        self._tickets |= {ticket.token_hash: ticket for ticket in message.tickets}

    def forget(self) -> None:
        """Tell all of it next time: central may have been restored meanwhile."""
        self._told = None
