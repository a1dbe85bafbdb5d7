"""The thread of a screen or a board that listens to the desk."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from kiosk.errors import DeskAway
from kiosk.lib.worker import Worker
from kiosk.link.client import DeskLink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)

RECONNECT_S = 0.5
"""The desk is on this machine and restarts in a second; asking twice a second costs nothing."""


class DeskFollower:
    """Follow the desk's snapshots, whatever happens to the line."""

    def __init__(
        self,
        socket: Path,
        *,
        on_snapshot: Callable[[dict[str, Any]], None],
        on_lost: Callable[[], None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        """Prepare; all is called on this worker's thread."""
        self._link = DeskLink(socket)
        self._on_snapshot = on_snapshot
        self._on_lost = on_lost
        self._stopping = False
        self._worker = Worker("hear-desk", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to listen."""
        self._worker.start()

    def stop(self) -> None:
        """End; the line is cut, so this does not wait for the next snapshot."""
        self._stopping = True
        self._worker.wake_to_stop()
        self._link.cut()
        self._worker.stop()
        self._link.close()

    def _round(self) -> None:
        try:
            for snapshot in self._link.updates():
                self._on_snapshot(snapshot)
                if self._stopping:
                    return
        except DeskAway as error:
            if self._stopping:
                return
            log.info("%s", error)
            self._on_lost()
            self._worker.pause(RECONNECT_S)
