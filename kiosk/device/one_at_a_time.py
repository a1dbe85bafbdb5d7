"""One command at a time changes the releases of a machine: the timer's look must not meddle with an update by hand."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.errors import UpdateRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the machine's releases; the kernel lets go when the process ends, however it ends.

    Raises:
        UpdateRefused: Another command holds them, or this account may not.
    """
    try:
        handle = os.open(root / "update.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UpdateRefused(f"{root}: {error.strerror}; run this with sudo, on a device") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise UpdateRefused("another update command is at work; wait until it has ended") from error
    finally:
        os.close(handle)
