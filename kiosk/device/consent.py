"""The office's word that what central offers may be installed: left by its desk, found by root's timer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.device.inbox import INBOX
from kiosk.device.offers import read_note
from kiosk.errors import BadInput, CommandRefused, DiskFull
from kiosk.lib.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.device.progress import Notebook
    from kiosk.device.releases import Releases
    from kiosk.device.updater import Updater

WORD = "wanted"
"""Below the inbox. It holds a release's id and gives no right: only what lies staged, and so was signed, is installed."""


class CentralOffer:
    """The release that central offers and that lies staged here."""

    def __init__(self, state: Path, releases: Releases, notebook: Notebook) -> None:
        """Prepare.

        Args:
            state: The desk's state folder.
        """
        self._inbox = state / INBOX
        self._releases = releases
        self._notebook = notebook

    def waiting(self) -> str | None:
        """Give its id; None without one."""
        note = read_note(self._inbox)
        if note is None:
            return None
        try:
            return note.release if note.waits(self._releases.current(), self._releases.installed()) else None
        except BadInput:
            # Not installed as a device: nothing can be updated.
            return None

    def is_wanted(self) -> bool:
        """Tell whether the office's word lies here, or root's timer has planned it already."""
        waiting = self.waiting()
        try:
            word = (self._inbox / WORD).read_text("utf-8")
        except FileNotFoundError:
            word = None
        return waiting is not None and waiting in {word, self._notebook.planned()}

    def has_failed(self) -> bool:
        """Tell whether it is what the last update tried here, in vain."""
        waiting = self.waiting()
        try:
            last = self._notebook.outcome()
        except BadInput:
            # `kiosk update status` says that the note cannot be read.
            return False
        return last is not None and last.id == waiting and last.result in {"refused", "rolled_back"}

    def want(self, release: str) -> None:
        """Have it installed at the next quiet hour.

        Raises:
            CommandRefused: It does not wait here, or not any more.
            DiskFull: The word cannot be kept.
        """
        if release != self.waiting():
            raise CommandRefused(f"release {release} does not wait here, or not any more", code="no_release")
        try:
            write_atomically(self._inbox / WORD, release.encode())
        except OSError as error:
            raise DiskFull(f"{self._inbox}: {error.strerror}; free some space, then try again") from error


def heed_word(updater: Updater) -> str | None:
    """Plan the release that the office wants, once; tell what came of it, or None without a word."""
    file = updater.kept.state / INBOX / WORD
    # The folder is the desk's: root neither waits for a pipe there nor fails at a folder.
    if not file.is_file():
        return None
    wanted = file.read_text("utf-8", "replace")
    file.unlink()
    if wanted != CentralOffer(updater.kept.state, updater.releases, updater.notebook).waiting():
        return "the release that was wanted is not on offer any more"
    updater.notebook.plan(wanted)
    return f"{wanted} is wanted by the office"
