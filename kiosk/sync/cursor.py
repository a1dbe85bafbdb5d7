"""How far central had followed when last heard of; kept for status, central's own word decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk.errors import DiskFull
from kiosk.lib.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

CURSOR_FILE = "sync.json"


class Cursor(msgspec.Struct, frozen=True):
    """The last event central acknowledged, and what has gone wrong since.

    Attributes:
        chain: Empty before the first acknowledgement; seq is 0 then.
        at: UTC in milliseconds of that acknowledgement; None before the first.
        problem: Why the latest try failed; empty when it did not.
        config_problem: Why what central publishes is not in force; empty when it is.
        clock_ahead_min: By how much this machine's clock is ahead of central's; None before it was compared.
    """

    chain: str = ""
    seq: int = 0
    at: int | None = None
    problem: str = ""
    config_problem: str = ""
    clock_ahead_min: int | None = None


def load_cursor(state_dir: Path) -> Cursor:
    """Read what was kept; a file that is missing or unreadable says nothing was ever sent."""
    try:
        return msgspec.json.decode((state_dir / CURSOR_FILE).read_bytes(), type=Cursor)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        # Nothing rests on this file: the first call of a round asks central itself.
        return Cursor()


def save_cursor(state_dir: Path, cursor: Cursor) -> None:
    """Keep a cursor.

    Raises:
        DiskFull: It cannot be written.
    """
    try:
        write_atomically(state_dir / CURSOR_FILE, msgspec.json.encode(cursor))
    except OSError as error:
        raise DiskFull(f"{state_dir}: {error.strerror}; sync's place is not kept, nothing is lost") from error
