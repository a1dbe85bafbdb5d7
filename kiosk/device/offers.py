"""A release that central offers: fetched in quiet hours piece by piece, checked, laid where it is staged; never applied."""

from __future__ import annotations

import hashlib
import shutil
import time
from typing import TYPE_CHECKING

import msgspec

from kiosk.device import bundle
from kiosk.device.inbox import INBOX, OFFERED
from kiosk.errors import BadInput, DiskFull, UpdateRefused
from kiosk.lib.atomic_file import sync_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kiosk.device.releases import Releases
    from kiosk.sync.health_wire import Offer

    Piece = Callable[[str, int], bytes]
    """Gives a release's bytes from a place on; none past its end; raises as calls to central do."""

NOTE = "offer.json"
FETCH_S = 60.0
"""Spent in one go: the log goes first, and central is asked again five minutes later."""

UNFINISHED = ".part"


class OfferNote(msgspec.Struct, frozen=True):
    """What became of central's offer so far.

    Attributes:
        fetched: Bytes that lie here.
        problem: Why it cannot be had; empty while it can.
        is_refused: Whether what came was wrong, so that it is not fetched again.
    """

    release: str
    sha256: str
    size: int
    fetched: int = 0
    problem: str = ""
    is_refused: bool = False

    def waits(self, current: str, installed: Sequence[str]) -> bool:
        """Tell whether it lies staged beside the release in force, for the office to have it installed."""
        return self.release != current and self.release in installed


class Offers:
    """Follows what central offers. For one thread at a time."""

    def __init__(
        self,
        state: Path,
        keys: Path,
        releases: Releases,
        must_wait: Callable[[], str | None],
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare.

        Args:
            keys: File of the publishers whose bundles this device takes.
            must_wait: Says why nothing is fetched now; None in quiet hours.
            now_s: Counts seconds.
        """
        self._inbox = state / INBOX
        self._keys = keys
        self._releases = releases
        self._must_wait = must_wait
        self._now_s = now_s

    def heed(self, offer: Offer | None, piece: Piece) -> None:
        """Do what is due about the present offer.

        Raises:
            CentralAway: It does not give the pieces; try later.
            SyncRefused: As above.
            DiskFull: There is no room, or nothing can be written.
        """
        try:
            self._heed(offer, piece)
        except OSError as error:
            raise DiskFull(f"{self._inbox}: {error.strerror}; what central offers is not fetched") from error

    def _heed(self, offer: Offer | None, piece: Piece) -> None:
        if offer is None:
            self._forget()
            return
        note = self._noted(offer)
        if self._is_here(offer) or note.is_refused or self._must_wait() is not None:
            return
        try:
            # Before a byte is fetched: a device that trusts nobody needs no bundle, until somebody gives it a key.
            trusted = bundle.read_trusted(self._keys)
        except BadInput as error:
            self._note(offer, str(error))
            return
        try:
            if self._fetch(offer, piece):
                self._accept(offer, trusted)
        except UpdateRefused as error:
            self._part(offer).unlink(missing_ok=True)
            self._note(offer, str(error), is_refused=True)

    def _noted(self, offer: Offer) -> OfferNote:
        before = read_note(self._inbox)
        if before is not None and (before.release, before.sha256) == (offer.release, offer.sha256):
            return before
        self._forget()
        return self._note(offer, "")

    def _fetch(self, offer: Offer, piece: Piece) -> bool:
        """Fetch pieces for a while; tells whether all of them are here."""
        part, until = self._part(offer), self._now_s() + FETCH_S
        start = part.stat().st_size if part.exists() else 0
        if shutil.disk_usage(self._inbox).free < offer.size - start + bundle.SPARE_BYTES:
            raise DiskFull(f"{self._inbox}: no room for the release that central offers; free some space")
        try:
            with part.open("ab") as file:
                while start < offer.size and self._now_s() < until:
                    fetched = piece(offer.release, start)
                    if not fetched:
                        raise UpdateRefused(f"{offer.release}: central's bundle is shorter than it says")
                    file.write(fetched)
                    start += len(fetched)
        finally:
            self._note(offer, "")
        return start >= offer.size

    def _accept(self, offer: Offer, trusted: tuple[str, ...]) -> None:
        part = self._part(offer)
        with part.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != offer.sha256:
                raise UpdateRefused(f"{offer.release}: what came is not the bundle that central offered")
        theirs = bundle.check(part, trusted).release
        if theirs.id != offer.release:
            raise UpdateRefused(f"central offers {offer.release}, and its bundle is {theirs.id}")
        # Whoever stages it looks at whole names only.
        part.rename(self._whole(offer))
        sync_folder(self._inbox / OFFERED)

    def _is_here(self, offer: Offer) -> bool:
        return offer.release in self._releases.installed() or self._whole(offer).exists()

    def _forget(self) -> None:
        (self._inbox / NOTE).unlink(missing_ok=True)
        for part in (self._inbox / OFFERED).glob(f"*{UNFINISHED}"):
            part.unlink()

    def _note(self, offer: Offer, problem: str, *, is_refused: bool = False) -> OfferNote:
        (self._inbox / OFFERED).mkdir(parents=True, exist_ok=True)
        part = self._part(offer)
        fetched = part.stat().st_size if part.exists() else 0
        note = OfferNote(offer.release, offer.sha256, offer.size, fetched, problem, is_refused)
        write_atomically(self._inbox / NOTE, msgspec.json.encode(note))
        return note

    def _whole(self, offer: Offer) -> Path:
        return self._inbox / OFFERED / f"kiosk-{offer.release}{bundle.SUFFIX}"

    def _part(self, offer: Offer) -> Path:
        return self._inbox / OFFERED / f"kiosk-{offer.release}{UNFINISHED}"


def read_note(inbox: Path) -> OfferNote | None:
    """Read what became of central's offer; None without one."""
    note = inbox / NOTE
    # Root reads it too, and waits for no pipe in the desk's folder.
    if not note.is_file():
        return None
    try:
        return msgspec.json.decode(note.read_bytes(), type=OfferNote)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        # Central says it again within minutes.
        return None
