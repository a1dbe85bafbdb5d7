"""What only PostgreSQL gives: partitions, rights, rows by area, and a standby."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from kiosk.bench.cluster import Cluster
from kiosk.central import postgres_setup, storage_copies
from kiosk.central.accounts import Accounts, Right, Role
from kiosk.central.audit import audit_office
from kiosk.central.commands import add_office, open_storage
from kiosk.central.scope import Scope
from kiosk.central.storage import Storage
from kiosk.domain.ids import OfficeId
from kiosk.errors import ConfigInvalid, Refused
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import WallMs
from tests.central.desk_log import DeskLog
from tests.central.devices import NOW, OFFICE, Device

pytestmark = pytest.mark.postgres

YEAR_MS = 366 * 24 * 3_600 * 1_000


@pytest.fixture
def storage(postgres_url: str) -> Iterator[Storage]:
    with closing(open_storage(postgres_url)) as opened:
        yield opened


@pytest.fixture
def fed(storage: Storage, log: DeskLog) -> Device:
    """A device whose office was served for a day."""
    device = Device().enrol(storage)
    log.busy_day(3)
    device.send(storage, log.events())
    return device


def counts(url: str) -> dict[str, int]:
    """Count the events in each partition that holds any."""
    with psycopg.connect(url) as conn:
        return dict(
            conn.execute("SELECT tableoid::regclass::text, count(*) FROM event GROUP BY 1").fetchall()
        )


def test_the_revisions_that_are_known_are_the_ones_in_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(postgres_setup.MIGRATIONS))
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(found)) == postgres_setup.REVISIONS


def test_a_database_without_tables_is_refused_with_what_to_do(cluster: Cluster) -> None:
    url = cluster.create("empty")
    with pytest.raises(ConfigInvalid, match="kiosk central init"):
        open_storage(url)
    cluster.drop("empty")


@pytest.mark.usefixtures("fed")
def test_setting_up_twice_changes_nothing(postgres_url: str, storage: Storage, log: DeskLog) -> None:
    postgres_setup.init(postgres_url, NOW)
    assert storage.visits(OFFICE) == log.visits()


@pytest.mark.usefixtures("fed")
def test_events_lie_in_the_partition_of_their_month(postgres_url: str, log: DeskLog) -> None:
    assert counts(postgres_url) == {"event_2026_11": len(log.events())}


@pytest.mark.usefixtures("fed")
def test_months_are_made_ahead_and_what_came_too_early_moves_there(
    postgres_url: str, storage: Storage, log: DeskLog
) -> None:
    with psycopg.connect(postgres_url) as conn:
        conn.execute("UPDATE event SET received_at = received_at + %s", (2 * YEAR_MS,))
    assert list(counts(postgres_url)) == ["event_default"]
    storage.prepare(WallMs(NOW + 2 * YEAR_MS))
    assert counts(postgres_url) == {"event_2028_11": len(log.events())}
    assert audit_office(storage, OFFICE).events == len(log.events())


@pytest.mark.usefixtures("fed")
def test_upkeep_leaves_everything_there(postgres_url: str, storage: Storage, log: DeskLog) -> None:
    postgres_setup.upkeep(postgres_url, NOW)
    assert storage.visits(OFFICE) == log.visits()


@pytest.mark.usefixtures("fed")
def test_a_reader_of_one_area_gets_no_row_of_another_whatever_they_ask(
    postgres_url: str, storage: Storage
) -> None:
    add_office(storage, OFFICE, "Phường Hà Đông", NOW, "ha-noi/ha-dong")
    add_office(storage, "ba-dinh", "Phường Ba Đình", NOW, "ha-noi/ba-dinh")
    add_office(storage, "ha-noi-2", "Phường khác", NOW, "ha-noi-2")
    with psycopg.connect(postgres_url) as conn:

        def seen(areas: str, table: str) -> int:
            conn.execute("SELECT set_config('role', 'kiosk_reader', true)")
            conn.execute("SELECT set_config('kiosk.areas', %s, true)", (areas,))
            return int(conn.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])

        assert [seen(areas, "office") for areas in ("", "ha-noi/ha-dong", "ha-noi", "*", "ha")] == [
            0,
            1,
            2,
            3,
            0,
        ]
        assert [seen(areas, "leg") for areas in ("ha-noi/ba-dinh", "ha-noi/ha-dong", "ha-noi")] == [0, 3, 3]
        assert [seen(areas, "day") for areas in ("ha-noi/ba-dinh", "ha-noi/ha-dong")] == [0, 1]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seen("*", "event")


@pytest.mark.usefixtures("fed")
def test_who_takes_batches_can_neither_delete_events_nor_touch_another_office(postgres_url: str) -> None:
    for statement in (
        "DELETE FROM event",
        "UPDATE event SET body = ''",
        "SELECT * FROM account",
        "UPDATE office SET name = ''",
    ):
        with psycopg.connect(postgres_url) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("SELECT set_config('role', 'kiosk_ingest', true)")
            conn.execute(statement.encode())
    with psycopg.connect(postgres_url) as conn:
        conn.execute(
            "SELECT set_config('role', 'kiosk_ingest', true), set_config('kiosk.office', 'ba-dinh', true)"
        )
        assert conn.execute("UPDATE leg SET wait_ms = 0").rowcount == 0
        assert conn.execute("DELETE FROM day").rowcount == 0


def test_a_role_that_owns_nothing_serves(postgres_url: str, log: DeskLog) -> None:
    postgres_setup.init(postgres_url, NOW, serve_as="kiosk-central")
    as_server = postgres_url.replace("kiosk@", "kiosk-central@")
    with closing(open_storage(as_server)) as served:
        device = Device().enrol(served)
        log.busy_day(2)
        device.send(served, log.events())
        served.prepare(WallMs(NOW + YEAR_MS))
        Accounts(served, ManualClock()).add("lan", "sen-hong-9-canh", [Right(Role.READER, "*")])
        assert served.visits(OFFICE) == log.visits()
        assert storage_copies.check(served).events == len(log.events())
    with pytest.raises(ConfigInvalid, match="owner"):
        postgres_setup.upkeep(as_server, NOW)


def test_a_copy_is_read_back_whole(
    cluster: Cluster, postgres_url: str, fed: Device, log: DeskLog, tmp_path: Path
) -> None:
    storage_copies.back_up(postgres_url, tmp_path / "central.dump")
    with pytest.raises(Refused, match="exists"):
        storage_copies.back_up(postgres_url, tmp_path / "central.dump")
    other = cluster.create("restored")
    storage_copies.restore(other, tmp_path / "central.dump")
    with closing(open_storage(other)) as storage:
        assert storage_copies.check(storage).events == len(log.events())
        assert storage.visits(OFFICE) == log.visits()
        log.busy_day(1, "2026-11-24")
        fed.send(storage, log.events())
        assert storage.visits(OFFICE) == log.visits()
    cluster.drop("restored")


def test_offices_of_another_area_are_not_in_the_overview(storage: Storage) -> None:
    add_office(storage, OFFICE, "Phường Hà Đông", NOW, "ha-noi/ha-dong")
    add_office(storage, "ca-mau", "Phường Cà Mau", NOW, "ca-mau")
    assert [one.office for one in storage.overview(Scope(("ha-noi",)))] == [OfficeId("ha-dong")]
