"""What central's storage promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from kiosk.bench.cluster import Cluster
from kiosk.central.audit import audit_office
from kiosk.central.commands import CODE_LIFE_MS, add_office, hash_code, open_storage
from kiosk.central.duty import asking
from kiosk.central.scope import Scope
from kiosk.central.storage import Enrolment, Forked, Storage
from kiosk.domain.ids import ChainId, DeviceId, OfficeId, Seq
from kiosk.errors import (
    BadInput,
    CentralAway,
    ConfigInvalid,
    DatabaseNewer,
    GapInChain,
    LogBroken,
    NotAllowed,
)
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import WallMs
from kiosk.store.codec import Head
from tests.central.desk_log import DeskLog
from tests.central.devices import NOW, Device

OFFICE = OfficeId("ha-dong")


def test_visits_equal_the_desks_own_rows(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    log.busy_day(3)
    log.open_day(None)
    log.serve(log.issue(), wait_s=0.04, serve_s=0.05)
    log.issue()
    device.send(storage, log.events())
    assert len(log.visits()) == 4
    assert storage.visits(OFFICE) == log.visits()


def test_the_size_of_batches_changes_nothing(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    log.busy_day(4)
    events = log.events()
    for event in events:
        device.send(storage, [event])
    assert storage.events(OFFICE, log.head.chain, Seq(0), 1_000) == events
    assert storage.visits(OFFICE) == log.visits()


def test_another_worker_goes_on_where_the_first_one_stopped(
    storage: Storage, log: DeskLog, address: str
) -> None:
    device = Device().enrol(storage)
    log.busy_day(4)
    events = log.events()
    device.send(storage, events[:9])
    other = open_storage(address)
    device.send(other, events[9:])
    other.close()
    assert storage.visits(OFFICE) == log.visits()


def test_a_day_that_goes_on_in_a_restored_chain_keeps_its_visits(
    storage: Storage, log: DeskLog, address: str
) -> None:
    device = Device().enrol(storage)
    log.open_day()
    served, waiting = log.issue(), log.issue()
    log.serve(served)
    old = log.events()
    log.begin_chain("restored")
    log.serve(waiting)
    log.serve(log.issue())
    log.close_day()
    device.send(storage, old)
    fresh = open_storage(address)
    middle = len(old) + 2
    device.send(fresh, log.events()[len(old) : middle])
    fresh.close()
    device.send(storage, log.events()[middle:])
    assert len(storage.visits(OFFICE)) == 3
    assert storage.visits(OFFICE) == log.visits()
    assert len(storage.heads(OFFICE)) == 2


def test_repeated_events_are_kept_once(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    log.busy_day(2)
    events = log.events()
    up_to_a_call = events[:8]
    first = device.send(storage, up_to_a_call)
    assert device.send(storage, up_to_a_call) == first
    assert device.send(storage, events[7:]) == log.head
    assert device.send(storage, events[:3]) == log.head
    assert storage.event_count(OFFICE) == len(events)
    assert storage.work_as(asking(OFFICE), lambda session: session.rows("SELECT calls FROM leg")) == [
        (1,),
        (1,),
    ]
    assert storage.visits(OFFICE) == log.visits()


def test_a_gap_is_refused_with_the_event_that_is_wanted(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    log.busy_day(1)
    events = log.events()
    device.send(storage, events[:2])
    with pytest.raises(GapInChain) as refused:
        device.send(storage, events[3:])
    assert refused.value.wanted_seq == 3
    assert storage.event_count(OFFICE) == 2


def test_a_fork_is_kept_apart_and_overwrites_nothing(storage: Storage, log: DeskLog, tmp_path: Path) -> None:
    device = Device().enrol(storage)
    log.open_day()
    device.send(storage, log.events())
    shared = log.head
    log.issue()
    device.send(storage, log.events())
    clone = DeskLog(tmp_path / "clone.db")
    clone.head = shared
    clone.issue()
    clone.issue()
    other = [event for event in clone.events() if event.chain == shared.chain]
    clone.close()
    assert device.send(storage, other) == Forked(log.head, shared.seq + 1)
    assert device.send(storage, other[1:]) == Forked(log.head, shared.seq + 2)
    assert [fork.hash for fork in storage.forks(OFFICE)] == [event.hash for event in other]
    assert storage.events(OFFICE, shared.chain, Seq(0), 100) == log.events()
    assert storage.overview()[0].forks == 2


def test_two_senders_at_once_neither_lose_nor_double(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    log.busy_day(6)
    events = log.events()

    def send_all(size: int) -> None:
        for start in range(0, len(events), size):
            while True:
                try:
                    device.send(storage, events[max(0, start - 1) : start + size])
                    break
                except GapInChain:
                    device.send(storage, events[: start + 1])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send_all, [1, 2, 3, 5]))
    assert storage.events(OFFICE, log.head.chain, Seq(0), 1_000) == events
    assert storage.visits(OFFICE) == log.visits()


def test_offices_do_not_see_each_other(storage: Storage, log: DeskLog, tmp_path: Path) -> None:
    log.busy_day(1)
    Device().enrol(storage).send(storage, log.events())
    other = DeskLog(tmp_path / "other.db", office="ba-dinh")
    other.busy_day(2)
    Device(OfficeId("ba-dinh")).enrol(storage).send(storage, other.events())
    other.close()
    assert len(storage.visits(OFFICE)) == 1
    assert storage.event_count(OFFICE) == len(log.events())
    assert storage.head(OfficeId("ba-dinh"), log.head.chain).seq == 0
    assert [one.office for one in storage.overview()] == ["ba-dinh", "ha-dong"]


def test_a_shredded_event_stays_shredded(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    log.open_day()
    whole = log.events()
    log.database.conn.execute("UPDATE event SET data = NULL, salt = NULL WHERE seq = 2")
    device.send(storage, log.events())
    device.send(storage, whole)
    assert storage.events(OFFICE, log.head.chain, Seq(1), 1)[0].data is None
    assert audit_office(storage, OFFICE).events == 2


def test_flagged_waits_enter_no_average(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    log.open_day()
    for wait_s in (60, 1_000, 2_000):
        log.serve(log.issue(), wait_s=wait_s)
    doubtful = log.issue()
    log.serve(doubtful, wait_s=9_999)
    log.flag_wait(doubtful)
    device.send(storage, log.events())
    figures = storage.overview()[0].figures
    assert (figures.visits, figures.measured, figures.over_15, figures.over_30) == (4, 3, 2, 1)
    assert (figures.total_wait_ms, figures.max_wait_ms) == (3_060_000, 2_000_000)
    assert storage.days(OFFICE, 5) == {"2026-11-23": figures}


def test_the_latest_days_come_first(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    for date in ("2026-11-20", "2026-11-23", "2026-11-24"):
        log.busy_day(1, date)
    device.send(storage, log.events())
    assert list(storage.days(OFFICE, 2)) == ["2026-11-24", "2026-11-23"]


def test_the_audit_finds_a_changed_body(log: DeskLog, tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:///{tmp_path / 'central.db'}")
    device = Device().enrol(storage)
    log.busy_day(1)
    device.send(storage, log.events())
    assert audit_office(storage, OFFICE).heads == (log.head,)
    storage.manage(
        lambda session: session.run(
            "UPDATE event SET body = CAST(replace(body, 'kiosk-1', 'kiosk-9') AS BLOB) WHERE seq = 3"
        )
    )
    with pytest.raises(LogBroken, match="event 3"):
        audit_office(storage, OFFICE)
    storage.close()


def test_a_code_enrols_one_device_and_its_repeats(storage: Storage) -> None:
    code = hash_code(add_office(storage, OFFICE, "Phường Hà Đông", NOW))
    first = Enrolment(OFFICE, DeviceId("kiosk-1"), "key-1", code)
    storage.enrol(first, NOW)
    storage.enrol(first, WallMs(NOW + 2 * CODE_LIFE_MS))
    assert storage.device_key(OFFICE, DeviceId("kiosk-1")) == "key-1"
    with pytest.raises(NotAllowed):
        storage.enrol(Enrolment(OFFICE, DeviceId("kiosk-1"), "key-2", code), NOW)
    with pytest.raises(NotAllowed):
        storage.enrol(Enrolment(OFFICE, DeviceId("kiosk-2"), "key-1", code), NOW)


def test_a_code_of_another_office_or_of_last_week_enrols_nobody(storage: Storage) -> None:
    code = hash_code(add_office(storage, OFFICE, "Phường Hà Đông", NOW))
    add_office(storage, "ba-dinh", "Phường Ba Đình", NOW)
    with pytest.raises(NotAllowed):
        storage.enrol(Enrolment(OfficeId("ba-dinh"), DeviceId("kiosk-1"), "key", code), NOW)
    with pytest.raises(NotAllowed):
        storage.enrol(Enrolment(OFFICE, DeviceId("kiosk-1"), "key", code), WallMs(NOW + CODE_LIFE_MS))
    assert storage.device_key(OFFICE, DeviceId("kiosk-1")) is None


def test_a_later_versions_tables_are_refused(address: str) -> None:
    storage = open_storage(address)
    if address.startswith("sqlite"):
        storage.manage(
            lambda session: session.run(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                " VALUES ('kiosk.central', 'm999_future', 'now')"
            )
        )
    else:
        with psycopg.connect(address) as conn:
            conn.execute("UPDATE alembic_version SET version_num = 'm999_future'")
    storage.close()
    with pytest.raises(DatabaseNewer, match="m999_future"):
        open_storage(address)


@pytest.mark.parametrize("address", ["", "central.db", "sqlite:///", "mysql://host/db", "postgresql://[bad"])
def test_an_address_that_names_no_database_is_refused(address: str) -> None:
    with pytest.raises(ConfigInvalid):
        open_storage(address)


@pytest.mark.parametrize("place", ["kiosk:s3cret@db/kiosk", "db/kiosk?user=kiosk&password=s3cret"])
def test_a_password_does_not_lie_open_in_the_list_of_processes(place: str) -> None:
    with pytest.raises(ConfigInvalid, match="pgpass") as refused:
        open_storage(f"postgresql://{place}")
    assert "s3cret" not in str(refused.value)


@pytest.mark.postgres
def test_what_was_acknowledged_outlives_a_crash_of_postgresql(
    cluster: Cluster, postgres_url: str, log: DeskLog
) -> None:
    storage = open_storage(postgres_url)
    device = Device().enrol(storage)
    log.busy_day(2)
    events = log.events()
    acknowledged = device.send(storage, events[:6])
    cluster.crash()
    with pytest.raises(CentralAway):
        device.send(storage, events[6:])
    cluster.start()
    assert (
        acknowledged
        == storage.head(OFFICE, ChainId(log.head.chain))
        == Head(log.head.chain, Seq(6), events[5].hash)
    )
    device.send(storage, events[6:])
    assert storage.visits(OFFICE) == log.visits()
    storage.close()


def test_an_office_is_seen_when_its_batch_comes(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    assert storage.overview()[0].seen_at is None
    device.send(storage, log.events())
    assert storage.overview()[0].seen_at == ManualClock().wall()


def test_workers_that_take_turns_with_an_office_keep_one_history(
    storage: Storage, log: DeskLog, address: str
) -> None:
    device = Device().enrol(storage)
    log.busy_day(5)
    log.busy_day(3, "2026-11-24")
    events = log.events()
    other = open_storage(address)
    for start in range(0, len(events), 3):
        device.send((storage, other)[start % 2], events[start : start + 3])
    other.close()
    assert storage.visits(OFFICE) == log.visits()
    assert audit_office(storage, OFFICE).events == len(events)
    assert sum(day.visits for day in storage.days(OFFICE, 9).values()) == len(log.visits())


def test_the_latest_visits_are_the_last_of_all(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    log.busy_day(5)
    device.send(storage, log.events())
    assert storage.visits(OFFICE, 2) == log.visits()[-2:]


def test_a_reader_sees_the_offices_of_their_areas(storage: Storage) -> None:
    for office, area in (
        ("ba-dinh", "ha-noi/ba-dinh"),
        ("ca-mau", "ca-mau"),
        ("ha-dong", "ha-noi"),
        ("new", ""),
    ):
        add_office(storage, office, f"Phường {office}", NOW, area)

    def seen(*areas: str) -> list[str]:
        return [one.office for one in storage.overview(Scope(areas))]

    assert seen("ha-noi") == ["ba-dinh", "ha-dong"]
    assert seen("ha-noi/ba-dinh", "ca-mau") == ["ba-dinh", "ca-mau"]
    assert seen("ha") == seen() == seen("ca-mau/x") == []
    assert len(seen("*")) == 4


def test_an_office_named_again_without_an_area_keeps_its_own(storage: Storage) -> None:
    add_office(storage, OFFICE, "Phường Hà Đông", NOW, "ha-noi/ha-dong")
    add_office(storage, OFFICE, "Phường Hà Đông mới", NOW)

    (office,) = storage.overview()
    assert (office.name, office.area) == ("Phường Hà Đông mới", "ha-noi/ha-dong")


@pytest.mark.parametrize("area", ["Hà Nội", "ha-noi/", "a,b", "*", "ha_noi"])
def test_an_area_that_is_none_is_refused(storage: Storage, area: str) -> None:
    with pytest.raises(BadInput):
        add_office(storage, OFFICE, "Phường Hà Đông", NOW, area)
    assert storage.overview() == []
