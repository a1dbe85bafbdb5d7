"""A copy of the logs on a USB stick, for whoever maintains the software; nobody's data is in it."""

from __future__ import annotations

import os
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import CommandRefused, DiskFull

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.config import Config

MEDIA = Path("/media")
"""Where sticks are mounted: in it, or in a folder of a user's in it."""

JOURNAL = ("journalctl", "--unit=kiosk*", "--since=-7d", "--lines=50000", "--no-pager", "--output=short-iso")
"""A week, and about 8 MB at most: what a stick of any age takes in a few seconds."""

JOURNAL_LIMIT_S = 30.0
"""Reading a week's journal takes some seconds from a slow card."""


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
    folder = _folder(config.desk.logs_dir, media, is_stick)
    path = folder / f"kiosk-{config.device.id}-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"
    found, journal = self_test(), _journal()
    try:
        with path.open("xb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("doctor.json", found)
                archive.writestr("journal.txt", journal)
            file.flush()
            # A stick is pulled out as soon as the screen says that the copy is done.
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


def _journal() -> str:
    """Read what the services said; where that cannot be had, the archive says why."""
    try:
        done = subprocess.run(JOURNAL, capture_output=True, timeout=JOURNAL_LIMIT_S, check=True)  # noqa: S603  # fixed words
    except (subprocess.SubprocessError, OSError) as error:
        return f"journalctl gives nothing here: {error}\n"
    return done.stdout.decode(errors="replace")
