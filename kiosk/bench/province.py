"""A simulated province at central: every office's days, hashed, signed and taken in: `kiosk simulate province`."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.bench.central_site import central_database
from kiosk.bench.cluster import Cluster, find_programs
from kiosk.bench.province_log import ProvinceLog
from kiosk.central import commands, ingest
from kiosk.central.postgres_setup import init, upkeep
from kiosk.central.storage import Enrolment, Forked
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput
from kiosk.lib import signing
from kiosk.lib.clock import SystemClock
from kiosk.lib.units import MS_PER_S, WallMs
from kiosk.sim.province import Place, places_of, working_days
from kiosk.sim.province_desk import DEVICE
from kiosk.sim.province_office import days_at
from kiosk.sim.season import counted, mapped
from kiosk.sync import wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kiosk.bench.province_log import Batch
    from kiosk.central.storage import Storage
    from kiosk.sim.season import Progress

HOURS = """effective_from = "{first}"
[calendar]
mon = ["07:30-11:30", "13:30-17:00"]
tue = ["07:30-11:30", "13:30-17:00"]
wed = ["07:30-11:30", "13:30-17:00"]
thu = ["07:30-11:30", "13:30-17:00"]
fri = ["07:30-11:30", "13:30-17:00"]
"""
"""What is published for offices that tell their hours: those in which `kiosk.sim.presets` lets people come."""

PREPARED_MS = 80 * 24 * 3_600 * MS_PER_S
"""A little less than the months for which `Storage.prepare` makes room."""


@dataclass(frozen=True, slots=True)
class ProvinceLoad:
    """How large a province, for how long.

    Attributes:
        until: The last working day, or a day after it.
        push_every_min: Minutes of the office's day that go off in one batch; a desk in life sends every few
            seconds, which a year of a province cannot wait for.
    """

    offices: int
    days: int
    until: date
    seed: int = 1
    push_every_min: int = 14


@dataclass(frozen=True, slots=True)
class Sender:
    """An office with its device's key (32 bytes)."""

    place: Place
    key: bytes


@dataclass(frozen=True, slots=True)
class OfficeFilled:
    """What one office sent.

    Attributes:
        forked: Events that central kept apart.
    """

    visits: int
    events: int
    batches: int
    forked: int


@dataclass(frozen=True, slots=True)
class _Task:
    address: str
    sender: Sender
    push_every_min: int


def fill_province(load: ProvinceLoad, address: str, jobs: int, progress: Progress) -> dict[str, Any]:
    """Let every office of a province live its days and send them to a database that has none of them yet.

    Args:
        address: Of a database with its tables made.
        jobs: Processes; 1 on SQLite, which has one writer.

    Raises:
        BadInput: There are offices of that province already.
        CentralAway: The database does not answer.
    """
    began = time.perf_counter()
    places = places_of(load.offices, working_days(load.days, load.until), load.seed)
    with closing(commands.open_storage(address)) as storage:
        tasks = [_Task(address, admit(storage, place), load.push_every_min) for place in places]
        _make_room(storage, places[0].dates)
    # The largest first, so that no process is left alone with it at the end.
    tasks.sort(key=lambda task: -task.sender.place.preset.per_day)
    with mapped(jobs) as spread:
        filled = counted(spread(_fill_office, tasks), progress, 0, len(tasks))
    seconds = time.perf_counter() - began
    if commands.is_postgres(address):
        # As every night: without statistics the first questions after a large load would be slow.
        upkeep(address, SystemClock().wall())
    with closing(commands.open_storage(address)) as storage:
        held = storage.counts(WallMs(0)).events
    return {
        "offices": load.offices,
        "days": load.days,
        "first_day": places[0].dates[0].isoformat(),
        "last_day": places[0].dates[-1].isoformat(),
        "seed": load.seed,
        "visits": sum(each.visits for each in filled),
        "events": sum(each.events for each in filled),
        "batches": sum(each.batches for each in filled),
        "kept_apart": sum(each.forked for each in filled),
        "lost": sum(each.events for each in filled) - held,
        "size_mb": size_mb(address),
        "seconds": round(seconds, 1),
        "jobs": jobs,
    }


@contextmanager
def province_database(database: str | None, keep: Path | None, folder: Path) -> Iterator[tuple[str, str]]:
    """Give a database's address with its tables made, and how to stop its server; empty where it is not ours to stop.

    Args:
        database: The database to fill; None for one of our own.
        keep: Where our own PostgreSQL is made and goes on running; None for one that is gone afterwards.
        folder: A temporary one.

    Raises:
        BadInput: ``keep`` is not empty, or no PostgreSQL is installed to be kept.
        CentralAway: It did not start.
    """
    if database is not None or keep is None:
        with central_database(database, folder) as address:
            yield address, ""
        return
    programs = find_programs()
    if programs is None:
        raise BadInput("no PostgreSQL is installed here to be kept (apt: postgresql)")
    if keep.exists() and any(keep.iterdir()):
        raise BadInput(f"{keep} is not empty; name a new folder")
    cluster = Cluster(programs, folder=keep)
    try:
        address = cluster.create("central")
        init(address, SystemClock().wall())
        yield address, cluster.stop_command
    except BaseException:
        cluster.remove()
        raise


def size_mb(address: str) -> float:
    """Measure a database, in millions of bytes."""
    if not commands.is_postgres(address):
        return round(commands.sqlite_path(address).stat().st_size / 1e6, 1)
    with psycopg.connect(address) as conn:
        ((size,),) = conn.execute("SELECT pg_database_size(current_database())").fetchall()
    return round(int(size) / 1e6, 1)


def admit(storage: Storage, place: Place) -> Sender:
    """Make an office and its device known, and publish its hours where it tells them.

    Raises:
        BadInput: Central knows the office.
    """
    office, key = OfficeId(place.office), Ed25519PrivateKey.generate()
    if storage.device_key(office, DEVICE) is not None:
        raise BadInput(f"the database holds office {office} already; name an empty one")
    now = SystemClock().wall()
    code = commands.add_office(storage, office, place.name, now, place.area)
    storage.enrol(Enrolment(office, DEVICE, signing.public_text(key), commands.hash_code(code)), now)
    if place.tells_hours:
        first = place.dates[0].isoformat()
        storage.publish(office, first, HOURS.format(first=first), now)
    return Sender(place, key.private_bytes_raw())


def send(storage: Storage, sender: Sender, batch: Batch) -> int:
    """Send a batch as the desk would; gives how many events central kept apart."""
    office, key = OfficeId(sender.place.office), Ed25519PrivateKey.from_private_bytes(sender.key)
    text = wire.push_text(office, DEVICE, batch.events)
    signed = ingest.Sender(office, DEVICE, signing.sign(key, text))
    answer = ingest.receive(storage, signed, wire.encode(batch.events), batch.sent_at)
    return len(batch.events) if isinstance(answer, Forked) else 0


def _make_room(storage: Storage, dates: Sequence[date]) -> None:
    first, last = (
        int(datetime.combine(day, datetime.min.time(), UTC).timestamp()) * MS_PER_S
        for day in (dates[0], dates[-1])
    )
    for at in range(first, last + PREPARED_MS, PREPARED_MS):
        storage.prepare(WallMs(at))


def _fill_office(task: _Task) -> OfficeFilled:
    """Play one office and send what it says."""
    log = ProvinceLog(task.push_every_min)
    visits = events = batches = forked = 0
    with closing(commands.open_storage(task.address)) as storage:
        for day in days_at(task.sender.place):
            visits += day.visits
            for batch in log.write(day):
                forked += send(storage, task.sender, batch)
                batches += 1
                events += 0 if batch.is_copy else len(batch.events)
    return OfficeFilled(visits, events, batches, forked)
