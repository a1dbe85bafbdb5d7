"""How fast central takes what a desk was holding back: `kiosk bench sync`."""

from __future__ import annotations

import tempfile
import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

import psycopg

from kiosk.bench.central_site import POLL_S, START_LIMIT_S, Site, admit, central_database, prove, serving
from kiosk.central import commands, ingest
from kiosk.central.ledger import EVENT_COLUMNS
from kiosk.central.postgres_session import EVENT_TYPES
from kiosk.errors import CentralAway
from kiosk.lib.clock import SystemClock
from kiosk.lib.garbage import look_seldom
from kiosk.store import event_log
from kiosk.store.codec import read_body
from kiosk.store.database import OwnedDatabase, transaction
from kiosk.sync.client import CentralClient
from kiosk.sync.push import Pusher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.storage import Storage
    from kiosk.domain.ids import OfficeId


def measure_sync(events: int, database: str | None, workers: int) -> dict[str, Any]:
    """Let one office catch up over HTTP, others be taken in by a worker each, and count what arrived.

    Args:
        events: Of the office that catches up; as many again are split among the others.
        database: Central's; None for a PostgreSQL made for this, or SQLite where none is installed.

    Raises:
        CentralAway: The database, or the server, did not start.
        ConfigInvalid: ``database`` is no address.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-sync-")))
        address = stack.enter_context(central_database(database, folder))
        storage = stack.enter_context(closing(commands.open_storage(address)))
        has_copy = commands.is_postgres(address)
        workers = workers if has_copy else 1
        catching_up = admit(storage, f"bench-{uuid.uuid4()}", events)
        taken_in = [admit(storage, f"bench-{uuid.uuid4()}", events // workers) for _ in range(workers)]
        catch_up_s = _catch_up(storage, catching_up, address, folder)
        copied = [_copy(address, taken_in)] if has_copy else []
        per_s = _take_in(storage, taken_in, address)
        # Once before and once after: a machine with other work is not as fast at any two moments.
        copied += [_copy(address, taken_in)] if has_copy else []
        proofs = [prove(storage, site) for site in (catching_up, *taken_in)]
    return {
        "database": address.split(":", 1)[0],
        "events": events,
        "workers": workers,
        "events_per_s": round(per_s),
        "catch_up_s": round(catch_up_s, 2),
        "copy_ratio": round(per_s / fmean(copied), 3) if copied else None,
        "copied_per_s": round(fmean(copied)) if copied else None,
        "lost": sum(lost for lost, _, _ in proofs),
        "doubled": sum(doubled for _, doubled, _ in proofs),
        "chain_ok": all(sound for _, _, sound in proofs),
    }


def wait_for_visits(storage: Storage, office: OfficeId, visits: int) -> None:
    """Return as soon as central's figures show so many visits.

    Raises:
        CentralAway: They did not in time.
    """
    ends = time.monotonic() + START_LIMIT_S
    while sum(day.visits for day in storage.days(office, 10_000).values()) < visits:
        if time.monotonic() > ends:
            raise CentralAway(f"the figures of {office} do not show {visits} visits")
        time.sleep(POLL_S)


def _catch_up(storage: Storage, site: Site, address: str, folder: Path) -> float:
    """Measure from a desk's first call to the last visit in central's figures."""
    database = OwnedDatabase(folder / "desk.db")
    with closing(database), transaction(database.conn):
        event_log.append(database.conn, site.events)
    with serving(address) as base, closing(CentralClient(base, site.office, site.device, site.key)) as client:
        pusher = Pusher(folder / "desk.db", client, acknowledged=lambda _chain, _seq: None)
        began = time.perf_counter()
        pusher.push_round()
        wait_for_visits(storage, site.office, site.visits)
        return time.perf_counter() - began


def _take_in(storage: Storage, sites: Sequence[Site], address: str) -> float:
    """Measure workers, one for each office, until all figures show all visits; gives events a second."""
    packed = [site.pack() for site in sites]
    with ProcessPoolExecutor(
        len(sites), get_context("spawn"), initializer=start_worker, initargs=(address,)
    ) as workers:
        list(workers.map(wait_a_moment, range(4 * len(sites))))
        began = time.perf_counter()
        list(workers.map(receive_all, packed))
        for site in sites:
            wait_for_visits(storage, site.office, site.visits)
        return sum(len(site.events) for site in sites) / (time.perf_counter() - began)


_opened: list[Storage] = []
"""The one storage of a worker's process."""


def start_worker(address: str) -> None:
    """Open central's database in a worker's process, which is set up as the server's is."""
    _opened.append(commands.open_storage(address))
    look_seldom()


def wait_a_moment(_turn: int) -> None:
    """Occupy a worker, so that the others start, too."""
    time.sleep(POLL_S)


def receive_all(batches: Sequence[tuple[ingest.Sender, bytes]]) -> None:
    """Take an office's batches: signature, hashes, links, rows and figures, each durable before the next."""
    for sender, packed in batches:
        ingest.receive(_opened[0], sender, packed, SystemClock().wall())


def _copy(address: str, sites: Sequence[Site]) -> float:
    """Measure bare COPY of the same rows in the same form, without a key, an index or a figure."""
    rows = [
        (site.office, e.chain, e.seq, e.event_id, read_body(e.body).kind, e.body, e.hash, e.data, e.salt, 0)
        for site in sites
        for e in site.events
    ]
    columns = ", ".join(EVENT_COLUMNS)
    with psycopg.connect(address) as conn:
        conn.execute("CREATE TABLE bare (LIKE event)")
        conn.commit()
        began = time.perf_counter()
        statement = f"COPY bare ({columns}) FROM STDIN (FORMAT BINARY)"  # our own names
        with conn.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            copy.set_types(EVENT_TYPES)
            for row in rows:
                copy.write_row(row)
        conn.commit()
        took = time.perf_counter() - began
        conn.execute("DROP TABLE bare")
    return len(rows) / took
