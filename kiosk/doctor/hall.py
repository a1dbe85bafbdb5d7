"""Whether the hall hears calls, and slips come out."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine, warning
from kiosk.domain.printing import PRINTS, PrinterState

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.doctor.check import Context, Finding

REMEDIES = {
    PrinterState.PAPER_LOW: "put a new roll of paper beside it",
    PrinterState.PAPER_OUT: "put in a new roll of paper",
    PrinterState.COVER_OPEN: "close its cover",
    PrinterState.OFFLINE: "switch it on, and see its cable and [printer] device",
}


class SpeakerCheck:
    """One output speaks the calls, and has what it needs to."""

    name = "loudspeaker"

    def run(self, context: Context) -> Finding:
        """Look at the configuration and for the program that plays sound."""
        from kiosk.voice.player import APLAY

        output = context.config.hall.speaks
        if output == "none":
            return fine('calls are shown, not spoken: [hall] speaks = "none"')
        if output != "page" and shutil.which(APLAY) is None:
            return fault(f"{APLAY} is not installed", "run `sudo apt install alsa-utils`")
        return fine(f"the {output} speaks {', '.join(context.config.hall.languages)}")


class PrinterCheck:
    """The slip printer is on and has paper."""

    name = "printer"

    def __init__(self, ask: Callable[[Context], PrinterState] | None = None) -> None:
        self._ask = ask or _ask

    def run(self, context: Context) -> Finding:
        """Ask it."""
        device = context.config.printer.device
        if not device:
            return fine("this office has no printer")
        state = self._ask(context)
        if state is PrinterState.READY:
            return fine(f"{device} is ready")
        report = warning if state in PRINTS else fault
        return report(f"{device}: {state.replace('_', ' ')}", REMEDIES[state])


def _ask(context: Context) -> PrinterState:
    # Here and not above: pictures and printers are no business of a device without one.
    from kiosk.printer.device import EscposPrinter

    section = context.config.printer
    return EscposPrinter(section.device, section.width_dots).state()
