"""How this device tells central that it is well, beside its configurations and figures."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.moves import ClockSet
from kiosk.store.codec import read_body
from kiosk.store.database import open_reader
from kiosk.store.event_log import backwards, last_of_kind
from kiosk.sync.cursor import load_cursor
from kiosk.sync.health_wire import (
    MAX_REASON_CHARS,
    CameraRate,
    ClockState,
    ConfigStand,
    HealthReport,
    text_hash,
)
from kiosk.sync.published import load_kept
from kiosk.sync.push import measure_backlog

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.desk.camera_watch import CameraWatch
    from kiosk.lib.clock import Clock
    from kiosk.run.paths import DeskPaths
    from kiosk.sync.client import CentralClient
    from kiosk.sync.health_wire import ClockSource, MachineState, Offer


class Upkeep(Protocol):
    """The machine below the desk: looked at, and kept up to date. For one thread at a time."""

    def machine(self) -> MachineState:
        """Look at it, within seconds."""
        ...

    def heed(self, offer: Offer | None, piece: Callable[[str, int], bytes]) -> None:
        """Do what is due about the release that central offers, within a minute.

        Raises:
            CentralAway: A piece did not come; try later.
            SyncRefused: The release is not on offer any more.
            DiskFull: There is no room.
        """
        ...


class HealthTeller:
    """Puts a report together from what lies on this device. Belongs to sync's thread."""

    def __init__(
        self, client: CentralClient, paths: DeskPaths, upkeep: Upkeep, camera: CameraWatch, clock: Clock
    ) -> None:
        self._client = client
        self._paths = paths
        self._upkeep = upkeep
        self._camera = camera
        self._clock = clock

    def tell(self) -> None:
        """Tell central, and heed what it offers.

        Raises:
            CentralAway: No answer; try later.
            SyncRefused: Central does not take it.
            DiskFull: What it offers finds no room here.
        """
        taken = self._client.tell_health(self.report())
        self._upkeep.heed(taken.offer, self._client.release_piece)

    def report(self) -> HealthReport:
        """Put together how this device stands now."""
        cursor, kept = load_cursor(self._paths.state), load_kept(self._paths.state)
        backlog = measure_backlog(self._paths.database, cursor.chain, cursor.seq)
        machine, rate = self._upkeep.machine(), self._camera.rate
        applied = tuple(text_hash(version) for version in kept.versions)
        return HealthReport(
            self._clock.wall(),
            machine,
            self._clock_state(machine.clock_source),
            CameraRate(rate.fps, rate.at) if rate is not None else None,
            backlog.events,
            backlog.since,
            ConfigStand(applied, kept.refused_etag, kept.problem[:MAX_REASON_CHARS]),
        )

    def _clock_state(self, source: ClockSource) -> ClockState:
        """Tell by the log whether the desk believes its clock, and whether an officer said the time in this boot."""
        with closing(open_reader(self._paths.database)) as log:
            last, said = next(backwards(log.conn), None), last_of_kind(log.conn, ClockSet.__name__)
        is_good = last is not None and read_body(last.body).clock_ok
        by_officer = said is not None and read_body(said.body).boot == self._clock.boot()
        ahead_s = self._client.clock_ahead_s
        return ClockState(
            is_good,
            "officer" if by_officer and source != "network" else source,
            round(ahead_s / 60) if ahead_s is not None else None,
        )
