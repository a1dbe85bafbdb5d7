"""A central server of our own to be measured, with offices that it knows."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.bench.cluster import Cluster, find_programs
from kiosk.bench.office_log import OfficeLog
from kiosk.central import commands, ingest
from kiosk.central.audit import audit_office
from kiosk.central.postgres_setup import init
from kiosk.central.storage import Enrolment
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.errors import CentralAway, LogBroken
from kiosk.lib import signing
from kiosk.lib.clock import SystemClock
from kiosk.run.central import READER_TOKEN
from kiosk.store.codec import StoredEvent
from kiosk.sync import wire
from kiosk.sync.pace import MOST_EVENTS

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.central.storage import Storage

START_LIMIT_S = 30.0
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Site:
    """An office that central knows, with its whole log."""

    office: OfficeId
    device: DeviceId
    key: Ed25519PrivateKey
    events: Sequence[StoredEvent]
    visits: int

    def pack(self) -> list[tuple[ingest.Sender, bytes]]:
        """Make the batches that the desk would send."""
        starts = range(0, len(self.events), MOST_EVENTS)
        return [self._packed(self.events[start : start + MOST_EVENTS]) for start in starts]

    def _packed(self, events: Sequence[StoredEvent]) -> tuple[ingest.Sender, bytes]:
        text = wire.push_text(self.office, self.device, events)
        return ingest.Sender(self.office, self.device, signing.sign(self.key, text)), wire.encode(events)


@contextmanager
def central_database(database: str | None, folder: Path) -> Iterator[str]:
    """Give a database's address with its tables made; one of our own where none is named.

    Raises:
        CentralAway: It did not start.
    """
    programs = find_programs()
    if database is None and programs is not None:
        cluster = Cluster(programs)
        try:
            address = cluster.create("central")
            init(address, SystemClock().wall())
            yield address
        finally:
            cluster.remove()
        return
    address = database or f"sqlite:///{folder / 'central.db'}"
    if address.startswith("postgres"):
        init(address, SystemClock().wall())
    yield address


def admit(storage: Storage, office: str, events: int) -> Site:
    """Make an office with its log, and make it known to central."""
    name, device, key = OfficeId(office), DeviceId("kiosk-1"), Ed25519PrivateKey.generate()
    now = SystemClock().wall()
    code = commands.add_office(storage, name, f"Bench {name}", now)
    storage.enrol(Enrolment(name, device, signing.public_text(key), commands.hash_code(code)), now)
    log = OfficeLog(name, device)
    return Site(name, device, key, log.write(events), log.visits)


@contextmanager
def serving(address: str, reader_token: str = "") -> Iterator[str]:
    """Run `kiosk central serve` on a free port; gives its address.

    Args:
        address: Of its database.
        reader_token: Opens its pages; empty for one that nobody knows.

    Raises:
        CentralAway: It did not answer in time.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kiosk", "central", "serve", "--database", address, "--port", str(port)]
    base = f"http://127.0.0.1:{port}"
    env = {**os.environ, READER_TOKEN: reader_token}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env) as central:  # noqa: S603  # this program itself
        try:
            _wait_for_health(base)
            yield base
        finally:
            central.terminate()


def _wait_for_health(base: str) -> None:
    ends = time.monotonic() + START_LIMIT_S
    while True:
        try:
            with urllib.request.urlopen(f"{base}/health", timeout=1):  # noqa: S310  # our own loopback address
                return
        except OSError as error:
            if time.monotonic() > ends:
                raise CentralAway(f"central does not answer at {base}") from error
            time.sleep(POLL_S)


def prove(storage: Storage, site: Site) -> tuple[int, int, bool]:
    """Count what is missing and what is there twice; tell whether every hash and link holds."""
    try:
        audit = audit_office(storage, site.office)
    except LogBroken:
        return len(site.events), 0, False
    head = site.events[-1]
    sound = [(one.chain, one.seq, one.hash) for one in audit.heads] == [(head.chain, head.seq, head.hash)]
    return len(site.events) - audit.events, storage.event_count(site.office) - audit.events, sound
