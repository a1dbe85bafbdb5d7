"""What the desk does once a second, and what it makes of a disk that fails it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.errors import DatabaseDamaged, DiskFull

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.desk.service import Desk
    from kiosk.run.paths import DeskPaths

log = logging.getLogger(__name__)


class Pulse:
    """Lets time pass for a desk, keeps room on its disk, and ends it by a bug or a damaged database."""

    def __init__(self, desk: Desk, paths: DeskPaths) -> None:
        self._desk = desk
        self._paths = paths
        self._is_full = False
        self._bug: Exception | None = None
        desk.on_damage.append(self._mark)
        desk.on_bug.append(self._end_by)

    def start(self) -> None:
        """Let the desk take up today.

        Raises:
            DatabaseDamaged: The process must end; the next start checks the whole file.
        """
        self._keep_room()
        with self._weathered():
            self._desk.start()

    def beat(self) -> None:
        """Do what time alone brings.

        Raises:
            DatabaseDamaged: As :meth:`start`.
            Exception: A bug in what the desk carried out; the process must end, a clean one starts.
        """
        if self._bug is not None:
            raise self._bug
        if self._paths.suspect.exists():
            raise DatabaseDamaged(f"{self._paths.database} was found damaged; the next start checks it")
        self._keep_room()
        with self._weathered():
            self._desk.tick()

    def _keep_room(self) -> None:
        if self._desk.reserve is not None:
            self._desk.reserve.keep()

    @contextmanager
    def _weathered(self) -> Iterator[None]:
        """A full disk is waited out: what is due stays due, and is tried again at the next beat."""
        try:
            yield
        except DiskFull as full:
            if not self._is_full:
                log.warning("%s", full)
            self._is_full = True
        except DatabaseDamaged:
            self._mark()
            raise
        else:
            self._is_full = False

    def _end_by(self, bug: Exception) -> None:
        self._bug = bug

    def _mark(self) -> None:
        self._paths.suspect.touch()
