"""What the desk's database promises."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from kiosk.errors import DatabaseDamaged, DatabaseInUse, DatabaseNewer, DiskFull, LogBroken
from kiosk.store import event_log
from kiosk.store.database import OwnedDatabase, open_reader, transaction
from tests.offices import Setup

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_desk_is_kept_out(tmp_path: Path) -> None:
    first = OwnedDatabase(tmp_path / "desk.db")
    with pytest.raises(DatabaseInUse, match="stop that one first"):
        OwnedDatabase(tmp_path / "desk.db")
    first.close()
    OwnedDatabase(tmp_path / "desk.db").close()


def test_a_newer_database_is_refused_before_it_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    OwnedDatabase(path).close()
    db = Database(path)
    db.table("_sqlite_migrations").insert(
        {"migration_set": "kiosk.desk", "name": "m999_from_the_future", "applied_at": "2030"}
    )
    db.conn.commit()
    db.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseNewer, match="m999_from_the_future"):
        OwnedDatabase(path)
    assert path.read_bytes() == before


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(b"this is no database, " * 400)
    with pytest.raises(DatabaseDamaged, match=r"desk\.db"):
        OwnedDatabase(path)
    with pytest.raises(DatabaseDamaged):
        open_reader(tmp_path / "missing.db")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = x'00'",
        "UPDATE event SET hash = ''",
        "UPDATE event SET data = x'00'",
        "DELETE FROM event",
    ],
)
def test_the_log_refuses_to_be_rewritten(office: Setup, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        office.database.conn.execute(statement)


def test_one_events_data_can_be_shredded_without_breaking_the_chain(office: Setup) -> None:
    office.plain("ho_tich")
    office.database.conn.execute("UPDATE event SET data = NULL, salt = NULL WHERE kind = 'TicketIssued'")
    assert event_log.verify(office.database.conn).shredded == 1


def test_a_log_edited_by_hand_is_found_at_the_first_bad_place(office: Setup) -> None:
    office.plain("ho_tich")
    conn = office.database.conn
    conn.execute("DROP TRIGGER event_is_append_only")
    conn.execute(
        "UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 'system', 'nobody') AS BLOB) WHERE seq = 2"
    )
    with pytest.raises(LogBroken, match="event 2 "):
        event_log.verify(conn)


def test_a_full_disk_loses_nothing_that_was_acknowledged(office: Setup) -> None:
    office.plain("ho_tich")
    conn = office.database.conn
    pages = conn.execute("PRAGMA page_count").fetchone()[0]
    conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull, match="nothing was lost"):
        for _ in range(2000):
            office.plain("ho_tich")
    issued = office.kinds().count("TicketIssued")
    assert len(office.desk.snapshot().waiting) == issued
    event_log.verify(conn)


def test_a_transaction_that_fails_leaves_nothing(office: Setup) -> None:
    conn = office.database.conn
    before = office.kinds()
    with pytest.raises(RuntimeError), transaction(conn):
        conn.execute("INSERT INTO setting (name, value) VALUES ('a', 'b')")
        raise RuntimeError
    assert conn.execute("SELECT count(*) FROM setting").fetchone() == (0,)
    assert office.kinds() == before
