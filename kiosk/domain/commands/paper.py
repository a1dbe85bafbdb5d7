"""What an officer notes beside a ticket."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.commands.base import OnTicket
from kiosk.domain.papers import Sign


@dataclass(frozen=True, slots=True)
class NoteSign(OnTicket):
    """Tell colleagues what to know of this person at sight; replaces earlier signs."""

    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class NoteDossier(OnTicket):
    """Name a dossier of the person at the counter, in either of its forms."""

    dossier: str


@dataclass(frozen=True, slots=True)
class HandOverResult(OnTicket):
    """Say whether the result given now is in time."""

    on_time: bool
