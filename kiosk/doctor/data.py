"""Whether the office's data are safe: room, clock, log, and how far central has followed."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine, warning
from kiosk.domain.ids import Seq
from kiosk.errors import BadInput
from kiosk.lib.units import MS_PER_S, WallMs

if TYPE_CHECKING:
    from kiosk.doctor.check import Context, Finding
    from kiosk.reports.source import DeskLog

MIB = 2**20

LITTLE_ROOM_MIB = 1024
"""A year of 250 visits a day takes a few hundred MiB, and a backup as much again."""

NO_ROOM_MIB = 100
"""Below it an update or a backup can fill the disk in one go."""

TAIL = 1_000
"""How many of the newest events are verified: about a day's; `kiosk verify-log` does all."""

RELEASED_AT = WallMs(1_793_491_200_000)
"""2026-11-01T00:00:00Z: no running clock can be right and earlier than the software it runs."""

OUTLIVED_AT = WallMs(RELEASED_AT + 20 * 365 * 86_400 * MS_PER_S)
"""No device runs for twenty years; a clock beyond that is wrong."""

CLOCK_TOLERANCE_MS = 2_000
"""NTP may set a clock back a little."""

ENROLMENT_CODE = "enrolment-code"
"""What a first boot leaves for `kiosk enrol`, below the state folder."""

LATE_MS = 3_600 * MS_PER_S
VERY_LATE_MS = 7 * 86_400 * MS_PER_S
"""Unsent events older than an hour are worth a look; a week is a fault of the line, though nothing is lost."""


class DiskCheck:
    """There is room where the database grows."""

    name = "disk"

    def run(self, context: Context) -> Finding:
        """Ask the file system of the state folder, or of the nearest folder above that exists."""
        folder = next(path for path in (context.paths.state, *context.paths.state.parents) if path.exists())
        free = shutil.disk_usage(folder).free // MIB
        what = f"{free} MiB free at {folder}"
        remedy = "delete what does not belong to the kiosk, or use a larger disk"
        if free < NO_ROOM_MIB:
            return fault(what, remedy)
        return warning(what, remedy) if free < LITTLE_ROOM_MIB else fine(what)


class ClockCheck:
    """The clock can be right: after this release, not decades later, and not before the newest event."""

    name = "clock"

    def run(self, context: Context) -> Finding:
        """Compare it with this software and with the log."""
        shown = datetime.fromtimestamp(context.now / MS_PER_S, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        remedy = "connect the network, or set it with `timedatectl set-time`; then confirm it at a counter"
        if not RELEASED_AT <= context.now <= OUTLIVED_AT:
            return fault(f"{shown} cannot be right", remedy)
        newest = None
        if context.paths.database.exists():
            with _open(context) as log:
                newest = _newest_event_at(log)
        if newest is not None and context.now < newest - CLOCK_TOLERANCE_MS:
            behind = (newest - context.now) // MS_PER_S
            return fault(f"{shown} is {behind} s before the newest event", remedy)
        return fine(shown)


class DatabaseCheck:
    """The database opens, and its newest events are chained without a break."""

    name = "database"

    def __init__(self, tail: int = TAIL) -> None:
        self._tail = tail

    def run(self, context: Context) -> Finding:
        """Verify the newest events; errors of the store are faults with their own message."""
        path = context.paths.database
        if not path.exists():
            return warning(f"{path} does not exist", "the desk makes it at its first start")
        if context.paths.suspect.exists():
            return fault(
                f"{path} was found damaged", "restart the desk: it checks the whole file and restores it"
            )
        try:
            with _open(context) as log:
                checked, last = _verify_tail(log, self._tail)
        except BadInput as error:
            return fault(
                str(error), "run `kiosk verify-log`; keep the file, and restore a backup with `kiosk restore`"
            )
        return fine(f"the newest {checked} events hold, up to {last}; {path.stat().st_size // MIB} MiB")


class SyncCheck:
    """Central has followed, or this office stands on its own."""

    name = "sync"

    def run(self, context: Context) -> Finding:
        """Measure the age of the oldest event that central has not acknowledged."""
        from kiosk.sync.cursor import load_cursor
        from kiosk.sync.enrol import load_enrolment

        if load_enrolment(context.paths.state) is None:
            if (context.paths.state / ENROLMENT_CODE).exists():
                return warning(
                    "central has not taken this office's enrolment code yet",
                    "see the network and `journalctl -u kiosk-enrol`; a wrong code is corrected in kiosk.toml on the card",
                )
            return fine("not enrolled: this office stands on its own and sends nothing")
        cursor = load_cursor(context.paths.state)
        count, oldest = 0, None
        if context.paths.database.exists():
            with _open(context) as log:
                count, oldest = log.unsent(cursor.chain, cursor.seq)
        why = f"; the last try said: {cursor.problem}" if cursor.problem else ""
        if oldest is None:
            return fine(f"central holds everything{why}")
        age = max(0, context.now - oldest)
        what = f"{count} events unsent, the oldest {age // (60 * MS_PER_S)} minutes old{why}"
        remedy = "see that the network and central are up; nothing is lost, it is sent later"
        if age > VERY_LATE_MS:
            return fault(what, remedy)
        return warning(what, remedy) if age > LATE_MS else fine(what)


def _open(context: Context) -> DeskLog:
    # Here and not above: a device without a desk has no sqlite-utils, and doctor must run there, too.
    from kiosk.reports.source import DeskLog

    return DeskLog(context.paths.database)


def _verify_tail(log: DeskLog, tail: int) -> tuple[int, int]:
    """Check the links and hashes of the newest events; give how many and the last one's seq.

    Raises:
        BadInput: The first that does not hold.
    """
    from kiosk.store.codec import FIRST_PREV_HASH, Head, check_link

    events = log.newest(tail + 1)
    if not events:
        return 0, 0
    head = Head(events[0].chain, Seq(0), FIRST_PREV_HASH)
    if events[0].seq > 1:
        # What stands before it was verified earlier, or retired by retention.
        first = events.pop(0)
        head = Head(first.chain, first.seq, first.hash)
    for event in events:
        check_link(event, head)
        head = Head(event.chain, event.seq, event.hash)
    return len(events), head.seq


def _newest_event_at(log: DeskLog) -> WallMs | None:
    """Tell the newest time in the log that was trusted; None where there is none."""
    from kiosk.store.codec import read_body

    bodies = (read_body(event.body) for event in log.newest(TAIL))
    return max((WallMs(body.at) for body in bodies if body.clock_ok), default=None)
