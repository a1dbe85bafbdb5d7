"""Slips wait here for their printer, so that a stuck one holds nobody up."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from kiosk.domain.printing import PRINTS, PrinterState, PrinterView
from kiosk.lib.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.printer.device import Printer
    from kiosk.printer.slip import Slip

WORTH_S = 180.0
"""Who got no slip for three minutes has taken a photo and sat down; a late one would lie there for anyone."""

MOST_WAITING = 20
"""More than come in that time."""

RETRY_S = 2.0
ASK_S = 10.0
"""How often an idle printer is asked, so that an empty one is known before somebody needs it."""


class SlipWorker:
    """Prints slips in order; what fails is tried again while it is worth it."""

    def __init__(
        self,
        printer: Printer,
        *,
        on_view: Callable[[PrinterView], None],
        on_crash: Callable[[BaseException], None],
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare.

        Args:
            on_view: Told how the printer stands, when that changes; on this worker's thread.
        """
        self._printer = printer
        self._on_view = on_view
        self._now_s = now_s
        self._changed = threading.Condition()
        self._waiting: deque[tuple[Slip, float]] = deque(maxlen=MOST_WAITING)
        self._stopping = False
        self._told = PrinterView()
        self._worker = Worker("printer", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to print."""
        self._worker.start()

    def stop(self) -> None:
        """End after the slip that is being printed."""
        self._worker.wake_to_stop()
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._worker.stop(timeout_s=30.0)

    def offer(self, slip: Slip) -> None:
        """Have a slip printed. Any thread; returns at once."""
        with self._changed:
            self._waiting.append((slip, self._now_s()))
            self._changed.notify()

    def _round(self) -> None:
        slip = self._oldest()
        state = self._printer.print_slip(slip) if slip is not None else self._printer.state()
        if slip is not None and state in PRINTS:
            self._remove(slip)
        self._tell(state)
        self._rest(state)

    def _oldest(self) -> Slip | None:
        """Give the slip to print next; those that are no longer worth it are gone."""
        with self._changed:
            while self._waiting and self._now_s() - self._waiting[0][1] > WORTH_S:
                self._waiting.popleft()
            return self._waiting[0][0] if self._waiting else None

    def _remove(self, slip: Slip) -> None:
        with self._changed:
            if self._waiting and self._waiting[0][0] is slip:
                self._waiting.popleft()

    def _tell(self, state: PrinterState) -> None:
        with self._changed:
            view = PrinterView(state, len(self._waiting))
        if view != self._told:
            self._told = view
            self._on_view(view)

    def _rest(self, state: PrinterState) -> None:
        """Wait for the next slip, or for the time to ask again."""
        with self._changed:
            if state not in PRINTS:
                self._changed.wait_for(lambda: self._stopping, RETRY_S)
            elif not self._waiting:
                self._changed.wait_for(lambda: self._stopping or bool(self._waiting), ASK_S)
