"""The board that a card was set up in, remembered, so that another one is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.lib.atomic_file import write_atomically
from kiosk.lib.board import CHANGED, board_fingerprint

if TYPE_CHECKING:
    from pathlib import Path

REMEMBERED = "board"


def watch_board(settings: Path, root: Path) -> str | None:
    """Compare the board with the remembered one, or remember it; give what to tell a technician, or None.

    Raises:
        OSError: The folder cannot be written.
    """
    present = board_fingerprint(root)
    remembered = settings / REMEMBERED
    if present is None:
        return None
    if not remembered.exists():
        write_atomically(remembered, present.encode())
        return None
    if remembered.read_text("ascii") == present:
        (settings / CHANGED.name).unlink(missing_ok=True)
        return None
    write_atomically(settings / CHANGED.name, present.encode())
    return (
        "this card was set up in another board: if the board was replaced, run `kiosk firstboot --accept-board`; "
        "if the card was copied, set the device's key aside and enrol anew"
    )


def accept_board(settings: Path, root: Path) -> None:
    """Remember the present board from now on.

    Raises:
        OSError: The folder cannot be written.
    """
    present = board_fingerprint(root)
    if present is not None:
        write_atomically(settings / REMEMBERED, present.encode())
    (settings / CHANGED.name).unlink(missing_ok=True)
