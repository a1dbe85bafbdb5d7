"""Room kept back on the disk, so that those who hold a ticket can be called when it is full."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

RESERVE_BYTES = 8_000_000
"""Some 250 commands of 30 kB each in the write-ahead log, more as it is reused: the rest of a day's queue."""


class Reserve:
    """A file that holds room, and is given up when nothing else is left."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_kept = path.exists() and path.stat().st_size >= RESERVE_BYTES

    @property
    def is_kept(self) -> bool:
        """Whether the room is there; without it no new ticket should be given."""
        return self._is_kept

    def keep(self) -> None:
        """Take the room, where it leaves as much again to work with."""
        if self._is_kept or shutil.disk_usage(self._path.parent).free < 2 * RESERVE_BYTES:
            return
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.posix_fallocate(handle, 0, RESERVE_BYTES)
            finally:
                os.close(handle)
        except OSError:
            # A disk that takes no writes: nothing is kept, and that is what is told.
            return
        self._is_kept = True

    def spend(self) -> None:
        """Give the room up."""
        with suppress(OSError):
            # A disk that takes no writes has no room to give, either.
            self._path.unlink(missing_ok=True)
        self._is_kept = False
