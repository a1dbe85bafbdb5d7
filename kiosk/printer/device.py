"""Printers: a thermal one that speaks ESC/POS, and what all have to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kiosk.domain.printing import PRINTS, PrinterState
from kiosk.errors import PrinterGone
from kiosk.printer.drawing import draw_slip
from kiosk.printer.encoding import encode
from kiosk.printer.line import Line, open_line
from kiosk.printer.status import ASK_OFFLINE_CAUSE, ASK_PAPER, is_status, state_of

if TYPE_CHECKING:
    from kiosk.printer.slip import Slip


class Printer(Protocol):
    """What prints slips."""

    def state(self) -> PrinterState:
        """Ask how it stands."""
        ...

    def print_slip(self, slip: Slip) -> PrinterState:
        """Print a slip if it can; the slip came out whole only if the state given is one of `PRINTS`."""
        ...


class EscposPrinter:
    """A thermal printer; the line is open only while something is asked or printed. One thread's."""

    def __init__(self, device: str, width: int) -> None:
        """Name the printer.

        Args:
            device: As for `kiosk.printer.line.open_line`.
            width: Of the paper, in dots.
        """
        self._device = device
        self._width = width

    def state(self) -> PrinterState:
        """Ask how it stands."""
        try:
            with open_line(self._device) as line:
                return _ask_state(line)
        except PrinterGone:
            return PrinterState.OFFLINE

    def print_slip(self, slip: Slip) -> PrinterState:
        """Print a slip if it can; see `Printer.print_slip`.

        Raises:
            PrinterGone: The font is not installed.
        """
        content = encode(draw_slip(slip, self._width))
        try:
            with open_line(self._device) as line:
                state = _ask_state(line)
                if state not in PRINTS:
                    return state
                line.write(content)
                return _ask_state(line)
        except PrinterGone:
            return PrinterState.OFFLINE


def _ask_state(line: Line) -> PrinterState:
    return state_of(_answer(line, ASK_OFFLINE_CAUSE), _answer(line, ASK_PAPER))


def _answer(line: Line, question: bytes) -> int | None:
    """Give the last status byte of an answer; None from a printer that knows no status."""
    found = [byte for byte in line.ask(question) if is_status(byte)]
    return found[-1] if found else None
