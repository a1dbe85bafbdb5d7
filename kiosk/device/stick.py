"""A copy of the logs on a USB stick, for whoever maintains the software; nobody's data is in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import CommandRefused, DiskFull
from kiosk.run.log_export import export_logs

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.config import Config

MEDIA = Path("/media")
"""Where sticks are mounted: in it, or in a folder of a user's in it."""


def copy_logs(
    config: Config,
    self_test: Callable[[], str],
    *,
    media: Path = MEDIA,
    is_stick: Callable[[Path], bool] = Path.is_mount,
) -> Path:
    """Write the services' journal and what a self test finds into one archive; give its path.

    Raises:
        CommandRefused: There is no stick, more than one, or no such folder.
        DiskFull: It cannot be written there.
    """
    path = export_logs(_folder(config.desk.logs_dir, media, is_stick), config.device.id, self_test())
    try:
        # A stick is pulled out as soon as the screen says that the copy is done.
        with path.open("rb") as file:
            os.fsync(file.fileno())
    except OSError as error:
        raise DiskFull(f"{path} cannot be written: {error.strerror}; is the stick full or locked?") from error
    return path


def _folder(wanted: str, media: Path, is_stick: Callable[[Path], bool]) -> Path:
    if wanted:
        if not Path(wanted).is_dir():
            raise CommandRefused(f"[desk] logs_dir: {wanted} is no folder", code="no_stick")
        return Path(wanted)
    sticks = [place for place in (*media.glob("*"), *media.glob("*/*")) if is_stick(place)]
    if not sticks:
        raise CommandRefused(f"no stick is mounted under {media}", code="no_stick")
    if len(sticks) > 1:
        raise CommandRefused(f"{len(sticks)} sticks are mounted under {media}", code="many_sticks")
    return sticks[0]
