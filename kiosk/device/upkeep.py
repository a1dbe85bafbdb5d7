"""What this machine tells central of itself, and what it does about a release that central offers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.device.inbox import INBOX
from kiosk.device.offers import Offers, read_note
from kiosk.device.progress import Notebook
from kiosk.device.quiet_hours import reason_to_wait
from kiosk.device.releases import ROOT, Releases
from kiosk.doctor.check import Context
from kiosk.doctor.machine import describe, incidents, quick_checks, slow_checks
from kiosk.errors import BadInput
from kiosk.lib.units import MS_PER_S
from kiosk.sync.health_wire import Software

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.device.offers import Piece
    from kiosk.lib.clock import Clock
    from kiosk.sync.health_wire import Incident, MachineState, Offer

KEYS = Path("/etc/kiosk/update-keys")
SLOW_EVERY_MS = 24 * 3_600 * MS_PER_S
"""Weights and clips do not change by themselves; a card that slows down does so in weeks."""


class DeviceUpkeep:
    """See `kiosk.run.health_telling.Upkeep`. For one thread at a time."""

    def __init__(self, config: Config, clock: Clock, root: Path = ROOT, keys: Path = KEYS) -> None:
        self._config = config
        self._clock = clock
        self._releases = Releases(root)
        self._notebook = Notebook(root)
        state = Path(config.desk.state_dir)
        self._inbox = state / INBOX
        self._offers = Offers(state, keys, self._releases, lambda: reason_to_wait(config, clock.wall()))
        self._slow: tuple[Incident, ...] = ()
        self._slow_at: int | None = None

    def machine(self) -> MachineState:
        """Look at the machine; once a day also at what takes seconds."""
        context = Context.of(self._config, self._clock)
        if self._slow_at is None or not 0 <= context.now - self._slow_at < SLOW_EVERY_MS:
            self._slow, self._slow_at = incidents(slow_checks(), context), context.now
        return describe(context, self._software(), incidents(quick_checks(), context) + self._slow)

    def heed(self, offer: Offer | None, piece: Piece) -> None:
        """Do what is due about central's offer; see `kiosk.device.offers.Offers.heed`."""
        self._offers.heed(offer, piece)

    def _software(self) -> Software:
        try:
            current = self._releases.current()
            about = self._releases.describe(current)
            last = self._notebook.outcome()
        except BadInput:
            # Not installed as a device: a demonstration, or a developer's machine.
            return Software(__version__)
        note = read_note(self._inbox)
        offered = note.release if note is not None and note.release != current else ""
        staged = self._notebook.planned() or (offered if offered in self._releases.installed() else "")
        ended = last.result if last is not None else ""
        return Software(__version__, current, about.role, about.platform, about.architecture, staged, ended)
