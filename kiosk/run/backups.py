"""A backup a day beside the running desk, made by a process that yields to everything else."""

from __future__ import annotations

import logging
import multiprocessing
import os
from typing import TYPE_CHECKING

from kiosk.errors import DatabaseDamaged, EnvironmentProblem, LogBroken, Refused
from kiosk.lib.logs import start_logging
from kiosk.lib.units import MS_PER_DAY, MS_PER_S
from kiosk.lib.worker import Worker
from kiosk.run.log_keeping import back_up
from kiosk.run.paths import DeskPaths
from kiosk.store.backup import list_backups

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.config import Config
    from kiosk.lib.clock import Clock
    from kiosk.lib.units import WallMs

log = logging.getLogger(__name__)

FIRST_LOOK_S = 600.0
"""After a start the office comes first."""

LOOK_EVERY_S = 600.0
LOWEST_PRIORITY = 19
STOP_S = 5.0
POLL_S = 1.0
"""How often a backup under way is looked at; it takes seconds to half a minute."""


class BackupWorker:
    """Has a backup made where the newest is a day old by this machine's clock."""

    def __init__(
        self,
        config: Config,
        *,
        clock: Clock,
        on_crash: Callable[[BaseException], None],
        first_look_s: float = FIRST_LOOK_S,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._config = config
        self._clock = clock
        self._first_look_s = first_look_s
        self._look_every_s = look_every_s
        self._folder = DeskPaths.of(config).backups
        self._worker = Worker("backup", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to look."""
        self._worker.start()

    def stop(self) -> None:
        """End; a backup under way is given up, and nothing of it is left at the next one."""
        self._worker.stop(2 * STOP_S)

    def _round(self) -> None:
        if self._worker.pause(self._first_look_s):
            return
        while not self._is_due():
            if self._worker.pause(self._look_every_s):
                return
        # Its own process: verifying a year takes half a minute, which must not come between two answers.
        making = multiprocessing.get_context("spawn").Process(
            target=make_in_background, args=(self._config, self._clock.wall())
        )
        making.start()
        while making.is_alive() and not self._worker.pause(POLL_S):
            pass
        if making.is_alive():
            making.terminate()
        making.join(STOP_S)

    def _is_due(self) -> bool:
        backups = list_backups(self._folder)
        if not backups:
            return True
        age_ms = self._clock.wall() - int(backups[-1].taken.timestamp()) * MS_PER_S
        # A clock that was set back makes the newest one lie in the future: that is no reason to wait for it.
        return not 0 <= age_ms < MS_PER_DAY


def make_in_background(config: Config, now: WallMs) -> None:
    """Make a backup with what the machine has to spare; damage is marked for the desk, which then ends."""
    start_logging("backup")
    os.nice(LOWEST_PRIORITY)
    try:
        made = back_up(config, now)
        log.info("backup %s: %d events, verified", made.path.name, made.verified.events)
    except (DatabaseDamaged, LogBroken) as damage:
        log.critical("no backup: %s", damage)
        if isinstance(damage, DatabaseDamaged):
            DeskPaths.of(config).suspect.touch()
    except (EnvironmentProblem, Refused) as problem:
        log.error("no backup: %s", problem)  # noqa: TRY400  # the line says all; it is tried again
