"""The folder with the bundles of releases on offer, given out in pieces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.central.releases import SUFFIX
from kiosk.errors import CentralAway
from kiosk.sync.health_wire import PIECE_BYTES

if TYPE_CHECKING:
    from kiosk.sync.health_wire import Offer

FOLDER = Path("/var/lib/kiosk-central/releases")
"""Where the server's unit keeps its files."""


class Bundles:
    """Reads bundles. Any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def piece(self, offer: Offer, start: int) -> bytes:
        """Give the bytes of a bundle from ``start`` on, at most ``PIECE_BYTES``; none past its end.

        Raises:
            CentralAway: The file is not there, or not whole: somebody is still copying it.
        """
        path = self._folder / f"{offer.release}{SUFFIX}"
        try:
            with path.open("rb") as file:
                if path.stat().st_size != offer.size:
                    raise CentralAway(f"{path.name} is not the file that was offered; offer it again")
                file.seek(start)
                return file.read(PIECE_BYTES)
        except OSError as error:
            raise CentralAway(f"{path.name}: {error.strerror}; copy it to {self._folder.name}") from error
