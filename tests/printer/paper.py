"""A printer that remembers its slips, for tests; it keeps the contract of the real one."""

from __future__ import annotations

from kiosk.domain.printing import PRINTS, PrinterState
from kiosk.printer.slip import Slip


class Paper:
    """Prints at once while its state lets it.

    Attributes:
        now: How it stands.
        slips: What came out.
        asked: How often it was asked or given a slip.
    """

    def __init__(self) -> None:
        self.now = PrinterState.READY
        self.slips: list[Slip] = []
        self.asked = 0

    def state(self) -> PrinterState:
        self.asked += 1
        return self.now

    def print_slip(self, slip: Slip) -> PrinterState:
        self.asked += 1
        if self.now in PRINTS:
            self.slips.append(slip)
        return self.now
