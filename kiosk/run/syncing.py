"""The desk's line to central: begun at the start, or as soon as the device is enrolled."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from kiosk.errors import CommandRefused
from kiosk.lib.clock import SystemClock
from kiosk.run.central_line import line_to_central
from kiosk.sync.worker import SyncWorker

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.desk.service import Desk
    from kiosk.lib.units import WallMs
    from kiosk.run.paths import DeskPaths

log = logging.getLogger(__name__)


class Syncing:
    """Runs the sync thread of a desk that is enrolled. Belongs to the desk's loop."""

    def __init__(self, config: Config, paths: DeskPaths, desk: Desk) -> None:
        self._config = config
        self._paths = paths
        self._desk = desk
        self._worker: SyncWorker | None = None

    def start(self) -> None:
        """Begin to send, where this device is enrolled.

        Raises:
            BadInput: The enrolment or the key cannot be read.
            ConfigInvalid: The address that was kept is none.
        """
        client = line_to_central(self._paths)
        if client is None:
            log.info("not enrolled: nothing is sent to a central server")
            return
        self._worker = SyncWorker(
            self._paths.database,
            self._paths.state,
            client,
            clock=SystemClock(),
            interval_s=self._config.sync.interval_s,
            # The worker has logged it. A bug in sync must not stop the queue; what is unsent stays in the log.
            on_crash=lambda _error: log.critical("sync has ended; events are kept and sent after a restart"),
        )
        self._desk.on_change.append(self._worker.notify)
        self._desk.central_away_since = self.away_since
        self._worker.start()

    def stop(self) -> None:
        """End after the call in flight."""
        if self._worker is not None:
            self._worker.stop()

    def refuse_second(self) -> None:
        """Allow one enrolment only.

        Raises:
            CommandRefused: This device sends to central already.
        """
        if self._worker is not None:
            raise CommandRefused("this device is enrolled already", code="enrolled")

    def away_since(self) -> WallMs | None:
        """Tell since when central has not followed; None where it does, or need not."""
        return self._worker.status().away_since if self._worker is not None else None
