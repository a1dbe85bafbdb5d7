"""What the start of a device tells the processes after it, in a file in memory."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kiosk.lib.atomic_file import write_atomically

REPORT = Path("run/kiosk-setup/report.json")
"""Below the root; the folder is new at every start."""


class StartReport(msgspec.Struct, frozen=True):
    """What became of a device's settings at this start.

    Attributes:
        applied: Where new ones came from; None when there were none.
        refused: What is wrong with those that were not taken.
        problems: What else could not be done.
    """

    applied: str | None
    refused: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def write_report(root: Path, report: StartReport) -> None:
    """Tell it.

    Raises:
        OSError: The folder cannot be written.
    """
    path = root / REPORT
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    write_atomically(path, msgspec.json.encode(report))


def read_report(root: Path = Path("/")) -> StartReport | None:
    """Read what this start told; None on a machine that is not set up from a card."""
    try:
        return msgspec.json.decode((root / REPORT).read_bytes(), type=StartReport)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
