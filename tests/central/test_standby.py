"""The primary dies, its synchronous standby is promoted: every acknowledged event is there."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from kiosk.bench.cluster import Cluster, find_programs
from kiosk.central.audit import audit_office
from kiosk.central.commands import open_storage
from kiosk.central.postgres_setup import init
from kiosk.domain.ids import OfficeId
from kiosk.errors import CentralAway
from tests.central.desk_log import DeskLog
from tests.central.devices import NOW, Device

pytestmark = pytest.mark.postgres

OFFICES = 4
BATCH_EVENTS = 5
ACKNOWLEDGED_BEFORE_THE_KILL = 6


@pytest.fixture
def servers() -> Iterator[tuple[Cluster, Cluster]]:
    """A primary, and the standby it waits for."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt: postgresql)")
    primary = Cluster(programs)
    standby = Cluster(programs, primary)
    yield primary, standby
    standby.remove()
    primary.remove()


def test_every_acknowledged_event_is_on_the_promoted_standby(
    servers: tuple[Cluster, Cluster], tmp_path: Path
) -> None:
    primary, standby = servers
    address = primary.create("central")
    init(address, NOW)
    logs = [DeskLog(tmp_path / f"{number}.db", office=f"office-{number}") for number in range(OFFICES)]
    storage = open_storage(address)
    devices = [Device(OfficeId(log.office)).enrol(storage) for log in logs]
    acknowledged = dict.fromkeys((log.office for log in logs), 0)
    for log in logs:
        log.busy_day(20)
    written = [log.events() for log in logs]

    def push(number: int) -> None:
        events = written[number]
        with suppress(CentralAway):
            for start in range(0, len(events), BATCH_EVENTS):
                devices[number].send(storage, events[start : start + BATCH_EVENTS])
                acknowledged[logs[number].office] = start + BATCH_EVENTS
                if sum(acknowledged.values()) >= ACKNOWLEDGED_BEFORE_THE_KILL * BATCH_EVENTS and number == 0:
                    primary.crash()

    with ThreadPoolExecutor(OFFICES) as pool:
        list(pool.map(push, range(OFFICES)))
    storage.close()
    standby.promote()
    with closing(open_storage(standby.url("central"))) as promoted:
        for log, device in zip(logs, devices, strict=True):
            audit = audit_office(promoted, OfficeId(log.office))
            assert audit.events >= acknowledged[log.office]
            assert audit.forks == 0
            device.send(promoted, log.events())
            assert promoted.visits(OfficeId(log.office)) == log.visits()
            log.close()
    assert sum(acknowledged.values()) >= ACKNOWLEDGED_BEFORE_THE_KILL * BATCH_EVENTS
