"""What happened on a device, in one file for whoever must find out: its journal, versions and what doctor says."""

from __future__ import annotations

import io
import platform
import tarfile
import time
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.errors import DiskFull, ProgramFailed
from kiosk.lib.programs import run_program

if TYPE_CHECKING:
    from pathlib import Path

SINCE = "-30 days"
LINES = "200000"
"""About 20 MB of text, 1 MB packed."""

JOURNAL_S = 120.0


def export_logs(folder: Path, name: str, doctor: str, journalctl: str = "journalctl") -> Path:
    """Write ``kiosk-logs-NAME-TIME.tar.xz``; give the file.

    Only the product's own units and the kernel's warnings are taken. The product writes no name, no number of a person and
    no face into its journal; what other programs of the system write is left out.

    Args:
        name: The device's id.
        doctor: The findings, as JSON.

    Raises:
        DiskFull: The folder cannot be written.
    """
    parts = {
        "journal.txt": _journal(journalctl, "--unit", "kiosk*"),
        "kernel.txt": _journal(journalctl, "--dmesg", "--priority", "warning"),
        "doctor.json": doctor,
        "versions.txt": f"kiosk {__version__}\nPython {platform.python_version()}\n{platform.platform()}\n",
    }
    path = folder / f"kiosk-logs-{name}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.tar.xz"
    try:
        with tarfile.open(path, "w:xz") as tar:
            for inside, text in parts.items():
                info = tarfile.TarInfo(inside)
                info.size = len(text.encode())
                tar.addfile(info, io.BytesIO(text.encode()))
    except OSError as error:
        raise DiskFull(f"{path}: {error.strerror}; name another folder") from error
    return path


def _journal(journalctl: str, *which: str) -> str:
    try:
        return run_program(
            journalctl,
            "--no-pager",
            "--output",
            "short-iso",
            "--since",
            SINCE,
            "--lines",
            LINES,
            *which,
            timeout_s=JOURNAL_S,
        )
    except ProgramFailed as error:
        return f"no journal: {error}\n"
