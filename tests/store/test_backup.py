"""Copies of the database: whole, checked, and no more of them than the rule keeps."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.desk.accounts import Accounts, Role
from kiosk.domain.ids import OfficerId
from kiosk.errors import DatabaseDamaged, LogBroken
from kiosk.lib.units import WallMs
from kiosk.store import backup as b
from kiosk.store import projections
from kiosk.store.database import open_reader
from tests.offices import Setup, unit

NOW = WallMs(1_795_000_000_000)


def test_a_backup_of_a_running_desk_is_whole_and_verified(office: Setup, tmp_path: Path) -> None:
    office.plain("ho_tich")
    made, verified = b.make_backup(office.database.path, tmp_path / "backups", NOW)
    office.plain("ho_tich")
    assert verified.heads[-1].seq == office.journal.head.seq - 1
    assert b.list_backups(tmp_path / "backups") == [made]
    with closing(open_reader(made.path)) as copy:
        assert len(projections.load_office(copy.conn).tickets) == 1


def test_a_backup_holds_no_officers_name_but_still_their_pin(office: Setup, tmp_path: Path) -> None:
    accounts = Accounts(office.database.conn)
    accounts.add(OfficerId("cb-01"), "Nguyen Thi Bi Mat", Role.OFFICER, "246810")
    made, _ = b.make_backup(office.database.path, tmp_path / "backups", NOW)
    assert b"Bi Mat" not in made.path.read_bytes()
    with closing(b.open_copy(made.path)) as copy:
        kept = Accounts(copy.conn)
        assert [account.name for account in kept.all()] == ["cb-01"]
        kept.check(kept.stored_hash("cb-01"), "246810")


def test_a_backup_holds_no_session_and_no_face(office: Setup, tmp_path: Path) -> None:
    face = unit(1)
    office.face("ho_tich", face)
    office.database.conn.execute(
        "INSERT INTO account (officer, name, role, pin_hash) VALUES ('cb-01', 'A', 'officer', 'x')"
    )
    office.database.conn.execute(
        "INSERT INTO session (token_hash, officer, expires_at) VALUES ('c0ffee-token', 'cb-01', 1)"
    )
    made, _ = b.make_backup(office.database.path, tmp_path / "backups", NOW)
    content = made.path.read_bytes()
    assert b"c0ffee-token" not in content
    assert face.astype("<f4").tobytes()[:32] not in content
    assert (tmp_path / "run" / "day.key").read_bytes().partition(b"\n")[2] not in content
    sealed = next((tmp_path / "run" / "gallery").iterdir()).read_bytes()
    assert sealed[:32] not in content
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.path.name]


def test_a_broken_log_is_not_called_a_backup(office: Setup, tmp_path: Path) -> None:
    office.plain("ho_tich")
    office.database.conn.execute("DROP TRIGGER event_is_append_only")
    office.database.conn.execute("UPDATE event SET hash = 'forged' WHERE seq = 2")
    with pytest.raises(LogBroken, match="event 2 "):
        b.make_backup(office.database.path, tmp_path / "backups", NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_damaged_backup_is_passed_over_for_an_older_one(office: Setup, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    first, _ = b.make_backup(office.database.path, folder, NOW)
    office.plain("ho_tich")
    second, _ = b.make_backup(office.database.path, folder, NOW)
    with second.path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 8192)
    with pytest.raises((DatabaseDamaged, LogBroken)):
        b.check_backup(second.path)
    assert b.newest_sound(folder) == first
    first.path.write_bytes(b"nothing")
    assert b.newest_sound(folder) is None


def test_fourteen_days_and_eight_weeks_are_kept() -> None:
    start = datetime(2026, 11, 2, 18, tzinfo=UTC)
    backups = [b.Backup(Path(f"{n}"), n, start + timedelta(hours=12 * n)) for n in range(240)]
    kept = sorted(backup.number for backup in b.to_keep(backups))
    days = {backups[number].taken.date() for number in kept}
    assert len(kept) == 14 + 5  # the newest of three of the eight weeks lie within the fourteen days
    assert kept[-1] == 239
    assert len(days) == len(kept)
    assert (backups[-1].taken - backups[kept[0]].taken).days >= 7 * 7 - 7


def test_the_newest_backup_is_kept_whatever_the_clock_says() -> None:
    good = [b.Backup(Path(f"{n}"), n, datetime(2026, 12, n, tzinfo=UTC)) for n in range(1, 21)]
    lost = [b.Backup(Path(f"{n}"), n, datetime(1970, 1, 1, tzinfo=UTC)) for n in range(21, 40)]
    kept = b.to_keep([*good, *lost])
    assert lost[-1] in kept
    assert good[-1] in kept
    assert len([backup for backup in lost if backup in kept]) == 1


def test_what_the_rule_does_not_keep_goes(office: Setup, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    made = [b.make_backup(office.database.path, folder, NOW)[0] for _ in range(3)]
    assert b.thin_out(folder) == made[:2]
    assert b.list_backups(folder) == made[2:]


def test_a_database_that_is_none_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"nothing " * 999)
    with pytest.raises(DatabaseDamaged):
        b.make_backup(tmp_path / "desk.db", tmp_path / "backups", NOW)
    assert list((tmp_path / "backups").iterdir()) == []
