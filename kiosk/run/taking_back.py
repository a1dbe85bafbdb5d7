"""A restored log goes on with what central holds of it."""

from __future__ import annotations

import logging
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.ids import ChainId
from kiosk.errors import BadInput, CentralAway, ConfigInvalid, LogBroken, SyncRefused
from kiosk.lib import systemd
from kiosk.run.central_line import line_to_central
from kiosk.sync.cursor import load_cursor
from kiosk.sync.read_back import read_back

if TYPE_CHECKING:
    from kiosk.config_office import SyncSection
    from kiosk.desk.journal import Journal
    from kiosk.run.paths import DeskPaths
    from kiosk.sync.read_back import Holder

TRIES = 3
TRY_AGAIN_S = 2.0
"""A network that comes up with the machine has this long; the office waits for no other."""

A_PART_MAY_TAKE_S = 90
"""One answer of 2,000 events on a 64 kbit/s line, and their writing."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Returned:
    """What central gave back.

    Attributes:
        events: How many, appended to the chain that the backup ends with, and to those after it.
        unsigned: How many of these no signature of this device vouches for; their links hold all the same.
        problem: Why there may be more at central; empty when it gave everything.
    """

    events: int = 0
    unsigned: int = 0
    problem: str = ""

    def report(self) -> str:
        """Tell it in a few words."""
        given = f"central gave back {self.events} events"
        if self.unsigned:
            given += f", {self.unsigned} of them without a signature of this device"
        return f"{given}; it may hold more: {self.problem}" if self.problem else given


def take_back(journal: Journal, paths: DeskPaths, section: SyncSection) -> Returned:
    """Append to a log what central holds past its end; what cannot be had is said, and stays there.

    Raises:
        DiskFull: There is no room for it.
    """
    try:
        line = line_to_central(paths, section)
    except (BadInput, ConfigInvalid) as error:
        return Returned(problem=str(error))
    if line is None:
        return Returned(problem="this device is not enrolled")
    newest = ChainId(load_cursor(paths.state).chain) or None
    returned = Returned()
    with closing(line):
        for left in reversed(range(TRIES)):
            returned = _take(journal, line, newest, returned)
            if not returned.problem or not left:
                break
            time.sleep(TRY_AGAIN_S)
    return returned


def _take(journal: Journal, holder: Holder, newest: ChainId | None, before: Returned) -> Returned:
    events, unsigned, problem = before.events, before.unsigned, ""
    try:
        for part in read_back(holder, journal.head, newest):
            systemd.notify(f"EXTEND_TIMEOUT_USEC={A_PART_MAY_TAKE_S * 1_000_000}")
            journal.take_back(part.events)
            events += len(part.events)
            unsigned += part.unsigned
    except (CentralAway, SyncRefused, LogBroken) as error:
        problem = str(error)
    return Returned(events, unsigned, problem)
