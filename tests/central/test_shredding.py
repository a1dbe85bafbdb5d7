"""What a desk destroyed by law is destroyed at central too, on either database."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from kiosk.central.audit import audit_office
from kiosk.central.commands import open_storage
from kiosk.central.storage import Forked, Storage
from kiosk.domain.events import DataShredded
from kiosk.domain.ids import Seq
from kiosk.store import shredding
from kiosk.store.codec import StoredEvent
from kiosk.store.database import transaction
from tests.central.desk_log import DeskLog
from tests.central.devices import OFFICE, Device


@pytest.fixture
def device(storage: Storage) -> Device:
    return Device().enrol(storage)


def of_kind(log: DeskLog, kind: str) -> StoredEvent:
    """Give the oldest event of a kind."""
    return next(event for event in log.events() if f'"kind":"{kind}"'.encode() in event.body)


def shred(log: DeskLog, event: StoredEvent) -> StoredEvent:
    """Destroy an event's data at the desk; gives the event that says so."""
    (said,) = log.write(DataShredded(event.chain, event.seq, "QD 12/2026"))
    with transaction(log.database.conn):
        shredding.destroy(log.database.conn, event.chain, event.seq)
    return said


def data_at(storage: Storage, event: StoredEvent) -> tuple[bytes | None, bytes | None]:
    (held,) = storage.events(OFFICE, event.chain, Seq(event.seq - 1), 1)
    return held.data, held.salt


def test_shredded_data_are_destroyed_and_the_figures_follow(
    storage: Storage, log: DeskLog, device: Device
) -> None:
    log.busy_day(3)
    log.busy_day(2, "2026-11-24")
    before = log.events()
    device.send(storage, before)
    issued = of_kind(log, "TicketIssued")
    said = shred(log, issued)
    device.send(storage, [said])
    assert data_at(storage, issued) == (None, None)
    assert len(storage.visits(OFFICE)) == 4
    assert storage.visits(OFFICE) == log.visits()
    assert storage.days(OFFICE, 9)["2026-11-23"].visits == 2
    assert audit_office(storage, OFFICE).events == len(before) + 1


def test_a_repeated_batch_does_not_bring_shredded_data_back(
    storage: Storage, log: DeskLog, device: Device
) -> None:
    log.busy_day(2)
    before = log.events()
    device.send(storage, before)
    issued = of_kind(log, "TicketIssued")
    device.send(storage, [shred(log, issued)])
    assert device.send(storage, before) == log.head
    assert device.send(storage, log.events()) == log.head
    assert data_at(storage, issued) == (None, None)
    assert storage.visits(OFFICE) == log.visits()


def test_data_that_arrive_with_the_word_that_they_were_shredded_are_not_kept(
    storage: Storage, log: DeskLog, device: Device
) -> None:
    log.busy_day(1)
    with_data = log.events()
    issued = of_kind(log, "TicketIssued")
    said = shred(log, issued)
    device.send(storage, [*with_data, said])
    assert data_at(storage, issued) == (None, None)
    assert storage.visits(OFFICE) == log.visits() == []


def test_data_from_an_old_copy_that_come_after_the_word_are_not_kept(
    storage: Storage, log: DeskLog, device: Device
) -> None:
    log.busy_day(1)
    old = log.events()
    issued = of_kind(log, "TicketIssued")
    device.send(storage, old[: issued.seq - 1])
    log.begin_chain("restored")
    said = shred(log, issued)
    device.send(storage, [event for event in log.events() if event.chain == said.chain])
    device.send(storage, old)
    assert data_at(storage, issued) == (None, None)
    audit_office(storage, OFFICE)


def test_the_data_of_a_contradicting_event_are_destroyed_too(
    storage: Storage, log: DeskLog, device: Device, address: str
) -> None:
    log.open_day()
    shared = log.head
    log.issue()
    log.close_day()
    device.send(storage, log.events())
    clone = DeskLog(log.path.with_name("clone.db"))
    clone.head = shared
    clone.issue()
    other = [event for event in clone.events() if event.chain == shared.chain]
    clone.close()
    assert isinstance(device.send(storage, other), Forked)
    assert data_of_forks(address) == [other[0].data]
    device.send(storage, [shred(log, of_kind(log, "TicketIssued"))])
    assert data_of_forks(address) == [None]


def data_of_forks(address: str) -> list[bytes | None]:
    query = "SELECT data FROM fork"
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as conn:
            return [data for (data,) in conn.execute(query)]
    with closing(psycopg.connect(address)) as server:
        return [data for (data,) in server.execute(query)]


def test_a_file_holds_nothing_of_what_was_shredded(tmp_path: Path, log: DeskLog) -> None:
    storage = open_storage(f"sqlite:///{tmp_path / 'central.db'}")
    device = Device().enrol(storage)
    log.busy_day(3)
    device.send(storage, log.events())
    issued = of_kind(log, "TicketIssued")
    assert issued.data is not None
    token = json.loads(issued.data)["token"].encode()
    assert any(token in path.read_bytes() for path in tmp_path.glob("central.db*"))
    device.send(storage, [shred(log, issued)])
    assert not any(token in path.read_bytes() for path in tmp_path.glob("central.db*"))
    storage.close()


def test_a_day_that_went_on_in_a_restored_chain_is_summed_up_whole(
    storage: Storage, log: DeskLog, device: Device
) -> None:
    log.open_day()
    served, waiting = log.issue(), log.issue()
    log.serve(served)
    log.begin_chain("restored")
    log.serve(waiting)
    log.serve(log.issue())
    log.close_day()
    first, second = storage, [event for event in log.events() if event.chain == log.head.chain]
    device.send(first, [event for event in log.events() if event.chain != log.head.chain])
    device.send(first, second)
    assert len(storage.visits(OFFICE)) == 3
    said = shred(log, of_kind(log, "TicketIssued"))
    device.send(storage, [said])
    assert len(storage.visits(OFFICE)) == 2
    assert storage.visits(OFFICE) == log.visits()


def test_what_holds_the_log_together_is_not_destroyed(storage: Storage, log: DeskLog, device: Device) -> None:
    log.busy_day(1)
    opened = of_kind(log, "DayOpened")
    (said,) = log.write(DataShredded(opened.chain, opened.seq, "a mistake"))
    device.send(storage, log.events())
    assert said.seq == log.head.seq
    assert data_at(storage, opened)[0] is not None
    assert storage.visits(OFFICE) == log.visits()
