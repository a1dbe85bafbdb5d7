"""What a printer's status bytes mean.

Source: Epson's ESC/POS reference, DLE EOT n; other makers' printers follow it.
"""

from __future__ import annotations

from kiosk.domain.printing import PrinterState

ASK_OFFLINE_CAUSE = b"\x10\x04\x02"
ASK_PAPER = b"\x10\x04\x04"
"""DLE EOT 2 and 4: answered at once, by one byte each, also when the printer is offline."""

FIXED_MASK, FIXED_BITS = 0x93, 0x12
"""Bits 0, 1, 4 and 7 of every answer; others are no answer to these questions."""

COVER_OPEN = 0x04
STOPPED_BY_PAPER = 0x20
PAPER_NEAR_END = 0x0C
PAPER_OUT = 0x60


def is_status(byte: int) -> bool:
    """Tell whether a byte is an answer to DLE EOT."""
    return byte & FIXED_MASK == FIXED_BITS


def state_of(cause: int | None, paper: int | None) -> PrinterState:
    """Read both answers.

    Args:
        cause: Answer to `ASK_OFFLINE_CAUSE`; None for none: then nothing is known to be wrong.
        paper: Answer to `ASK_PAPER`; None likewise.
    """
    if cause is not None and cause & COVER_OPEN:
        return PrinterState.COVER_OPEN
    if (cause is not None and cause & STOPPED_BY_PAPER) or (paper is not None and paper & PAPER_OUT):
        return PrinterState.PAPER_OUT
    if paper is not None and paper & PAPER_NEAR_END:
        return PrinterState.PAPER_LOW
    return PrinterState.READY
