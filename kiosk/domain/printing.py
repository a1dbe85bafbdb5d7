"""How the slip printer stands, in words that everybody shares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PrinterState(StrEnum):
    """What the printer said last."""

    NONE = "none"
    """This office has no printer."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    """Switched off, unplugged, or it takes no data."""


PRINTS = frozenset({PrinterState.READY, PrinterState.PAPER_LOW})
"""States in which a slip comes out."""


@dataclass(frozen=True, slots=True)
class PrinterView:
    """What staff and screens are shown of the printer.

    Attributes:
        waiting: Slips that wait for it to print again.
    """

    state: PrinterState = PrinterState.NONE
    waiting: int = 0

    @property
    def is_out(self) -> bool:
        """Whether there is a printer, and no slip comes out of it."""
        return self.state is not PrinterState.NONE and self.state not in PRINTS
