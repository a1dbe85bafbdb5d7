"""The office's word that what central offers may be installed: left by its desk, found by root's timer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.device.inbox import INBOX
from kiosk.device.offers import read_note
from kiosk.errors import BadInput, CommandRefused, DiskFull
from kiosk.lib.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.device.releases import Releases
    from kiosk.device.updater import Updater

WORD = "wanted"
"""Below the inbox. It holds a release's id and gives no right: only what lies staged, and so was signed, is installed."""


def waiting_offer(state: Path, releases: Releases) -> str | None:
    """Give the release that central offers and that lies staged here; None without one.

    Args:
        state: The desk's state folder.
    """
    note = read_note(state / INBOX)
    if note is None:
        return None
    try:
        return note.release if note.waits(releases.current(), releases.installed()) else None
    except BadInput:
        # Not installed as a device: nothing can be updated.
        return None


def want_offer(state: Path, releases: Releases) -> str:
    """Have what central offers installed at the next quiet hour; give its id.

    Raises:
        CommandRefused: Nothing waits.
        DiskFull: The word cannot be kept.
    """
    id_ = waiting_offer(state, releases)
    if id_ is None:
        raise CommandRefused("no release offered by central waits here", code="no_offer")
    try:
        write_atomically(state / INBOX / WORD, id_.encode())
    except OSError as error:
        raise DiskFull(f"{state / INBOX}: {error.strerror}; free some space, then try again") from error
    return id_


def heed_word(updater: Updater) -> str | None:
    """Plan the release that the office wants, once; tell what came of it, or None without a word."""
    file = updater.kept.state / INBOX / WORD
    # The folder is the desk's: root neither waits for a pipe there nor fails at a folder.
    if not file.is_file():
        return None
    wanted = file.read_text("utf-8", "replace")
    file.unlink()
    if wanted != waiting_offer(updater.kept.state, updater.releases):
        return "the release that was wanted is not on offer any more"
    updater.notebook.plan(wanted)
    return f"{wanted} is wanted by the office"
