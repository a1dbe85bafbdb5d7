"""What a technician at the screen may have the desk do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk import __version__
from kiosk.desk.release_offer import ReleaseOffer
from kiosk.errors import CommandRefused
from kiosk.run.enrolling import enrol_shown

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.desk.service import Desk
    from kiosk.desk.technician import Act
    from kiosk.run.syncing import Syncing


@dataclass(frozen=True, slots=True)
class Machine:
    """What of this machine a technician may use; each on any thread, each may raise a KioskError that says why not.

    Attributes:
        self_test: Looks at everything, within a minute; JSON as `kiosk doctor --json` prints it.
        copy_logs: Writes the logs to a stick and gives the file.
        keep_settings: Checks the settings of a QR code and keeps them for the next start.
        offer: The release that central offers and that lies here.
    """

    self_test: Callable[[], str]
    copy_logs: Callable[[], Path]
    keep_settings: Callable[[str], None]
    offer: ReleaseOffer


class TechnicianActs:
    """The acts behind `kiosk.desk.technician.TechnicianDoor`. Belongs to the desk's loop."""

    def __init__(self, config: Config, desk: Desk, syncing: Syncing, machine: Machine) -> None:
        self._config = config
        self._desk = desk
        self._syncing = syncing
        self._machine = machine

    def by_name(self) -> dict[str, Act]:
        """List them by the names that the screen calls them by."""
        return {
            "test": self._test,
            "print": self._print,
            "logs": self._logs,
            "enrol": self._enrol,
            "settings": self._settings,
            "update": self._update,
        }

    async def _test(self, _shown: str) -> dict[str, Any]:
        found = msgspec.json.decode(await asyncio.to_thread(self._machine.self_test))
        known = {"version": __version__, "away_since": self._syncing.away_since()}
        return {**known, "offered": self._machine.offer.waiting() or "", **found}

    async def _print(self, _shown: str) -> dict[str, Any]:
        if self._desk.paper is None:
            raise CommandRefused("this office has no printer; see [printer] device", code="no_printer")
        self._desk.paper.print_test()
        return {}

    async def _logs(self, _shown: str) -> dict[str, Any]:
        return {"file": str(await asyncio.to_thread(self._machine.copy_logs))}

    async def _enrol(self, shown: str) -> dict[str, Any]:
        self._syncing.refuse_second()
        central = await asyncio.to_thread(enrol_shown, self._config, shown)
        self._syncing.follow()
        return {"central": central}

    async def _settings(self, shown: str) -> dict[str, Any]:
        await asyncio.to_thread(self._machine.keep_settings, shown)
        return {}

    async def _update(self, _shown: str) -> dict[str, Any]:
        release = self._machine.offer.waiting()
        if release is None:
            raise CommandRefused("no release offered by central waits here", code="no_release")
        await asyncio.to_thread(self._machine.offer.want, release)
        return {"release": release}
