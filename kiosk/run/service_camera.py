"""The camera opened by a technician: recorded first, for a limited time, its codes read on request."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.camera.qr import QrReader
from kiosk.domain import commands as c
from kiosk.domain.events import Purpose
from kiosk.lib.slot import LatestSlot
from kiosk.lib.units import BootId
from kiosk.run.desk_requests import new_command

if TYPE_CHECKING:
    from kiosk.camera.frame import Frame
    from kiosk.link.client import DeskLink

LIMIT_S = 300.0
"""Long enough to turn a camera and to fetch a code; whoever walks away leaves it on no longer."""


@dataclass(frozen=True, slots=True)
class Shutter:
    """Opens the camera for service, unless a citizen uses it, and closes it; any thread."""

    open: Callable[[], bool]
    close: Callable[[], None]


class ServiceCamera:
    """Belongs to the technician's thread, but for ``put``, a sink for the capture worker."""

    def __init__(self, link: DeskLink, shutter: Shutter, now_s: Callable[[], float] = time.monotonic) -> None:
        self._link = link
        self._shutter = shutter
        self._now_s = now_s
        self._opening = ""
        self._reads = False
        self._until_s = 0.0
        self._reader: QrReader | None = None
        self._frames: LatestSlot[Frame] = LatestSlot()

    def put(self, frame: Frame) -> None:
        """Take a frame, where a code is looked for; others are dropped. Any thread."""
        if self._reads:
            self._frames.put(frame)

    @property
    def is_open(self) -> bool:
        """Whether it was opened and not closed since."""
        return bool(self._opening)

    @property
    def reads(self) -> bool:
        """Whether it looks for codes."""
        return self._reads

    @property
    def is_over(self) -> bool:
        """Whether it has been open for too long."""
        return self.is_open and self._now_s() >= self._until_s

    def open(self, *, reads: bool) -> bool:
        """Open it once the desk has recorded that; False while a citizen uses it.

        Args:
            reads: Look for codes.

        Raises:
            KioskError: The desk cannot record it.
        """
        boot = self._boot()
        opening = str(uuid.uuid4())
        self._link.send(c.OpenCamera(*new_command(boot), opening, Purpose.SERVICE), boot)
        self._opening = opening
        self._until_s = self._now_s() + LIMIT_S
        self._reads = reads
        if self._shutter.open():
            return True
        self.close()
        return False

    def close(self) -> None:
        """Close it, forget its frames, and have the desk record that.

        Raises:
            KioskError: It is closed, but the desk cannot record it.
        """
        if not self._opening:
            return
        self._shutter.close()
        opening, self._opening, self._reads = self._opening, "", False
        self._frames.take(0.0)
        boot = self._boot()
        self._link.send(c.CloseCamera(*new_command(boot), opening, "done"), boot)

    def read(self, timeout_s: float) -> str | None:
        """Wait for a frame and give the text of its code; None without one."""
        frame = self._frames.take(timeout_s) if self._reads else None
        if frame is None:
            return None
        self._reader = self._reader or QrReader()
        return self._reader.read(frame)

    def _boot(self) -> BootId:
        return BootId(self._link.hello()["time"]["boot"])
