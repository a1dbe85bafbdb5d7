"""The screen's thread for codes held before the camera: frames in, a card's number or a slip's token out."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from kiosk.camera.qr import QrReader
from kiosk.domain.shown_code import IdCard, OtherCode, PlaceSlip, Slip, read_code
from kiosk.lib.slot import LatestSlot
from kiosk.lib.units import MonotonicNs
from kiosk.lib.worker import Worker
from kiosk.ui.happenings import (
    CardRead,
    OtherCodeRead,
    PlaceSlipRead,
    SlipRead,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.camera.frame import Frame
    from kiosk.ui.happenings import CameraNews

FRAME_WAIT_S = 0.2


class QrWorker:
    """Read the newest frame as long as someone asked for it.

    ``begin`` and ``cancel`` may be called from any thread; ``frames.put`` is a sink for the capture worker.
    """

    def __init__(
        self, *, on_news: Callable[[CameraNews], None], on_crash: Callable[[BaseException], None]
    ) -> None:
        self._on_news = on_news
        self._reader: QrReader | None = None
        self._lock = threading.Lock()
        self._asked: tuple[int, MonotonicNs] | None = None
        self._told: CameraNews | None = None
        self.frames: LatestSlot[Frame] = LatestSlot()
        self._worker = Worker("codes", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to wait for frames."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread."""
        self._worker.stop()

    def begin(self, request: int) -> None:
        """Read codes from now on and report under ``request``."""
        with self._lock:
            self._asked = (request, MonotonicNs(time.monotonic_ns()))
            self._told = None

    def cancel(self) -> None:
        """Stop reading and forget what was read."""
        with self._lock:
            self._asked = None
            self._told = None

    def _round(self) -> None:
        frame = self.frames.take(FRAME_WAIT_S)
        with self._lock:
            asked = self._asked
        if asked is None or frame is None or frame.taken_at < asked[1]:
            return
        self._reader = self._reader or QrReader()
        text = self._reader.read(frame)
        if text is None:
            return
        news = _news_of(asked[0], text)
        with self._lock:
            # The same code stays before the lens for many frames; it is told once.
            if self._asked != asked or news == self._told:
                return
            self._told = news
        self._on_news(news)


def _news_of(request: int, text: str) -> CameraNews:
    match read_code(text):
        case IdCard(number=number):
            return CardRead(request, number)
        case Slip(token=token):
            return SlipRead(request, token)
        case PlaceSlip(text=slip):
            return PlaceSlipRead(request, slip)
        case OtherCode(kind=kind):
            return OtherCodeRead(request, kind)
