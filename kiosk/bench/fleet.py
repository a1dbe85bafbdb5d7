"""All offices of a country at one central server: `kiosk simulate fleet`."""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.bench.central_site import central_database, serving
from kiosk.bench.figures import latency
from kiosk.bench.office_log import EVENTS_A_VISIT, OfficeLog
from kiosk.central import commands
from kiosk.central.audit import audit_office
from kiosk.central.storage import Enrolment
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.errors import KioskError
from kiosk.lib import signing
from kiosk.lib.clock import SystemClock
from kiosk.sync.client import CentralClient

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.storage import Storage

AT_ONCE = 16
"""Pushes under way at one time; more only wait in line on a machine of few cores."""

AUDITED = 20
"""Offices whose every hash and link is checked afterwards; all are counted."""


@dataclass(frozen=True, slots=True)
class FleetLoad:
    """What the offices send.

    Attributes:
        peak_visits: Of one office in the quarter of an hour in which all open.
        rounds: In how many pushes each office sends those.
        day_visits: Of one office in the day it was offline.
        workers: Processes of central; each push of an office goes to another one.
    """

    offices: int = 3_321
    peak_visits: int = 10
    rounds: int = 4
    day_visits: int = 60
    workers: int = 2


@dataclass
class FleetOffice:
    """One office, its log and what central acknowledged."""

    office: OfficeId
    log: OfficeLog
    key: Ed25519PrivateKey
    sent: int = 0

    def push(self, base: str, events: int) -> tuple[float, str]:
        """Write events and send them; gives the seconds to the acknowledgement, and why it was refused."""
        batch = self.log.write(events)
        began = time.perf_counter()
        with closing(CentralClient(base, self.office, DeviceId(self.log.device), self.key)) as client:
            try:
                client.push(batch)
            except KioskError as error:
                return time.perf_counter() - began, str(error)
        self.sent += events
        return time.perf_counter() - began, ""


def simulate_fleet(load: FleetLoad, database: str | None) -> dict[str, Any]:
    """Let all offices push their morning's peak, then a whole day all at once, and count what is there.

    Args:
        database: Central's; None for a PostgreSQL made for this, or SQLite where none is installed.

    Raises:
        CentralAway: The database, or a worker, did not start.
        ConfigInvalid: ``database`` is no address.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-fleet-")))
        address = stack.enter_context(central_database(database, folder))
        storage = stack.enter_context(closing(commands.open_storage(address)))
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        offices = list(pool.map(partial(_admit, storage), range(load.offices)))
        workers = load.workers if address.startswith("postgres") else 1
        bases = [stack.enter_context(serving(address)) for _ in range(workers)]
        each = load.peak_visits * EVENTS_A_VISIT // load.rounds
        peak = _push_all(pool, offices, bases, [each] * load.rounds)
        back = _push_all(pool, offices, bases, [load.day_visits * EVENTS_A_VISIT])
        held = sum(pool.map(storage.event_count, [office.office for office in offices]))
        for office in offices[:AUDITED]:
            audit_office(storage, office.office)
        visits = sum(office.figures.visits for office in storage.overview())
    return {
        "database": address.split(":", 1)[0],
        "offices": load.offices,
        "workers": workers,
        "morning_peak": {**peak, "of_s": 900, "compressed": round(900 / peak["seconds"], 1)},
        "back_at_once": back,
        "refused": peak["refused"] + back["refused"],
        "lost": sum(office.sent for office in offices) - held,
        "visits_lost": sum(office.log.visits for office in offices) - visits,
    }


def _admit(storage: Storage, number: int) -> FleetOffice:
    office, device, key = OfficeId(f"commune-{number:04d}"), DeviceId("kiosk-1"), Ed25519PrivateKey.generate()
    now = SystemClock().wall()
    code = commands.add_office(storage, office, f"Xã {number}", now, f"province-{number % 34:02d}")
    storage.enrol(Enrolment(office, device, signing.public_text(key), commands.hash_code(code)), now)
    return FleetOffice(office, OfficeLog(office, device), key)


def _push_all(
    pool: ThreadPoolExecutor, offices: Sequence[FleetOffice], bases: Sequence[str], rounds: Sequence[int]
) -> dict[str, Any]:
    """Let every office push once a round, each time at another worker; none begins before all ended the last."""
    seconds: list[float] = []
    reasons: list[str] = []
    began = time.perf_counter()
    for turn, events in enumerate(rounds):
        targets = [bases[(number + turn) % len(bases)] for number in range(len(offices))]
        answers = pool.map(FleetOffice.push, offices, targets, [events] * len(offices))
        for took, reason in answers:
            seconds.append(took)
            reasons += [reason] if reason else []
    took = time.perf_counter() - began
    events = sum(rounds) * len(offices)
    return {
        "pushes": len(seconds),
        "events": events,
        "seconds": round(took, 1),
        "events_per_s": round(events / took),
        "acknowledged_ms": latency(seconds),
        "refused": len(reasons),
        "reasons": sorted(set(reasons))[:5],
    }
