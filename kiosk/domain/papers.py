"""What an officer notes beside a ticket: a sign for colleagues, dossier numbers, a result given in time or late."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.events import EventData
from kiosk.domain.ids import TicketId


class Sign(StrEnum):
    """What colleagues should know of a person at sight; a code, never free text that could name them."""

    HARD_OF_HEARING = "hard_of_hearing"
    HARD_OF_SEEING = "hard_of_seeing"
    WALKS_WITH_DIFFICULTY = "walks_with_difficulty"
    NEEDS_GUIDANCE = "needs_guidance"
    WITH_INTERPRETER = "with_interpreter"
    BRINGS_MISSING_PAPER = "brings_missing_paper"


@dataclass(frozen=True, slots=True)
class SignNoted(EventData):
    """Officers' signs on a ticket are these now; an empty list takes them off."""

    ticket: TicketId
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class DossierNoted(EventData):
    """A dossier of this visit was named: its opaque number, which leads to nobody outside its own system."""

    ticket: TicketId
    leg: int
    dossier: str


@dataclass(frozen=True, slots=True)
class ResultHandedOver(EventData):
    """A result was given to its owner, on the appointed day or later."""

    ticket: TicketId
    leg: int
    on_time: bool
