"""The desk's printer: built from the configuration, on a thread of its own."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import msgspec

from kiosk.desk.slips import Slips
from kiosk.domain.ids import DeviceId, citizen_at
from kiosk.printer.device import EscposPrinter
from kiosk.printer.worker import SlipWorker

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.desk.journal import Journal
    from kiosk.desk.service import Desk
    from kiosk.domain.printing import PrinterView

log = logging.getLogger(__name__)


def start_printing(config: Config, desk: Desk, journal: Journal, page_url: str) -> list[SlipWorker]:
    """Give a desk its printer and those of the office's other kiosks. Called on the desk's loop."""
    workers = []
    if config.printer.device:
        desk.paper, worker = _start(config, desk, journal, page_url)
        workers.append(worker)
    for kiosk in config.kiosk:
        at = citizen_at(DeviceId(kiosk.id))
        desk.papers[at] = None
        if kiosk.printer:
            printer = msgspec.structs.replace(config.printer, device=kiosk.printer)
            theirs = msgspec.structs.replace(config, printer=printer)
            desk.papers[at], worker = _start(theirs, desk, journal, page_url)
            workers.append(worker)
    return workers


def _start(config: Config, desk: Desk, journal: Journal, page_url: str) -> tuple[Slips, SlipWorker]:
    loop = asyncio.get_running_loop()
    slips = Slips(journal, config, lambda: "" if desk.is_out_of_reach(page_url) else page_url)

    def told(view: PrinterView) -> None:
        loop.call_soon_threadsafe(take, view)

    def take(view: PrinterView) -> None:
        if view.state is not slips.printer.state:
            log.info("printer %s: %s", config.printer.device, view.state)
        slips.printer = view
        desk.tell()

    worker = SlipWorker(
        EscposPrinter(config.printer.device, config.printer.width_dots),
        on_view=told,
        # A bug in printing must not stop the queue; the screen shows what the slip would.
        on_crash=lambda _error: log.critical("nothing is printed any more"),
    )
    slips.offer = worker.offer
    worker.start()
    return slips, worker
