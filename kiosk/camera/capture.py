"""The camera's own thread: open for a purpose, closed otherwise."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kiosk.errors import CameraGone
from kiosk.lib.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.camera.frame import Frame
    from kiosk.camera.source import FrameSource

Purpose = Literal["face", "qr", "service"]
"""What the camera may be open for; nothing else opens it."""

READ_TIMEOUT_S = 1.0
"""A camera that is silent for longer is gone: the slowest rate anybody configures is 5 frames per second."""

IDLE_CHECK_S = 0.2
"""How often the idle worker looks whether it should end."""

FIRST_RETRY_S = 0.5
LONGEST_RETRY_S = 8.0
"""A camera plugged in again is back within this; in between the wait doubles."""

FROZEN_S = 15.0
"""Longer than the longest pause and a slow opening together: a driver that holds on so long does not come back."""


@dataclass(frozen=True, slots=True)
class CameraState:
    """What the camera does, for the indicator and the screen.

    Attributes:
        purpose: Why it should be open; None when it is off.
        delivering: Frames are coming.
        trouble: Why they are not, where it is gone; else None.
    """

    purpose: Purpose | None
    delivering: bool = False
    trouble: str | None = None


class CaptureWorker:
    """Read a source as long as there is a purpose, and hand each frame to the sinks.

    The source is touched by the worker's thread only. ``open`` and ``close`` may be called from any
    thread and return at once.

    Args:
        source: The camera.
        sinks: Called with each frame on the worker's thread; must not block (a LatestSlot's ``put``).
        on_state: Called on the worker's thread whenever the state changes.
        on_crash: Called with what ended the worker, such as BadInput of a replay.
        frozen_s: See :attr:`is_frozen`.
    """

    def __init__(
        self,
        source: FrameSource,
        *,
        sinks: tuple[Callable[[Frame], None], ...],
        on_state: Callable[[CameraState], None],
        on_crash: Callable[[BaseException], None],
        frozen_s: float = FROZEN_S,
    ) -> None:
        self._source = source
        self._frozen_s = frozen_s
        self._sinks = sinks
        self._on_state = on_state
        self._wanted = threading.Condition()
        self._purpose: Purpose | None = None
        self._light: tuple[float | None] | None = None
        self._state = CameraState(None)
        self._retry_s = FIRST_RETRY_S
        self._round_began_s = time.monotonic()
        self._worker = Worker("camera", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Start the thread; the camera stays closed."""
        self._worker.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Close the camera and end the thread.

        Raises:
            WorkerStuckError: The camera's driver did not let go within ``timeout_s``.
        """
        self.close()
        self._worker.stop(timeout_s)
        self._source.close()

    @property
    def is_frozen(self) -> bool:
        """Whether the driver has not come back for longer than any wait of ours; any thread may ask."""
        return time.monotonic() - self._round_began_s > self._frozen_s

    def open(self, purpose: Purpose) -> None:
        """Want frames, for ``purpose``; replaces an earlier purpose."""
        self._want(purpose)

    def close(self) -> None:
        """Want no frames; none is handed out after the frame being handed out now."""
        self._want(None)

    def expose(self, times: float | None) -> None:
        """Want more or less light, or the driver's own choice, from the next frames on; see FrameSource.

        Any thread. Where the source cannot be told, its own choice stands.
        """
        with self._wanted:
            self._light = (times,)

    def _want(self, purpose: Purpose | None) -> None:
        with self._wanted:
            self._purpose = purpose
            self._light = None
            self._wanted.notify()

    def _round(self) -> None:
        self._round_began_s = time.monotonic()
        with self._wanted:
            if self._purpose is None and self._state.purpose is None:
                self._wanted.wait(IDLE_CHECK_S)
            purpose = self._purpose
            light, self._light = self._light, None
        if purpose is None:
            self._close_source()
            return
        try:
            if not self._state.delivering:
                self._source.open()
            elif light is not None:
                self._source.expose(*light)
            frame = self._source.read(READ_TIMEOUT_S)
        except CameraGone as error:
            self._go_without(purpose, error)
            return
        self._retry_s = FIRST_RETRY_S
        self._show(CameraState(purpose, delivering=True))
        with self._wanted:
            if self._purpose is None:
                return
        for sink in self._sinks:
            sink(frame)

    def _close_source(self) -> None:
        if self._state.purpose is not None:
            self._source.close()
        self._retry_s = FIRST_RETRY_S
        self._show(CameraState(None))

    def _go_without(self, purpose: Purpose, error: CameraGone) -> None:
        self._source.close()
        self._show(CameraState(purpose, trouble=str(error)))
        with self._wanted:
            self._wanted.wait_for(lambda: self._purpose is None, self._retry_s)
        self._retry_s = min(2 * self._retry_s, LONGEST_RETRY_S)

    def _show(self, state: CameraState) -> None:
        if state != self._state:
            self._state = state
            self._on_state(state)
