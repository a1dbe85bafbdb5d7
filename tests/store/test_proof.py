"""What a log proves, and what it does not let pass."""

from __future__ import annotations

import sqlite3

import pytest

from kiosk.domain import commands as c
from kiosk.domain.ids import CommandId, Seq
from kiosk.errors import LogBroken
from kiosk.store import event_log, proof
from kiosk.store.codec import Head
from tests.offices import Setup


def close_day(office: Setup, number: int = 0) -> None:
    supervisor = office.officer()
    office.desk.handle(c.CloseDay(CommandId(f"close-{number}"), office.issued()), supervisor)


def test_a_days_signed_head_is_checked(office: Setup) -> None:
    close_day(office)
    seen: list[tuple[str, Seq, Head, bytes]] = []

    def check(device: str, first: Seq, head: Head, signature: bytes) -> bool:
        seen.append((device, first, head, signature))
        return True

    verified = proof.verify(office.database.conn, check)
    assert verified.signed == 1
    ((device, first, head, _),) = seen
    assert device == "kiosk-1"
    assert first == head.seq == office.journal.head.seq


def test_a_foreign_signature_is_found_and_named(office: Setup) -> None:
    close_day(office)
    place = office.journal.head
    with pytest.raises(LogBroken, match=rf"event {place.seq} of chain {place.chain}: the signature"):
        proof.verify(office.database.conn, lambda *_: False)


def test_a_signature_of_an_unknown_device_is_counted(office: Setup) -> None:
    close_day(office)
    assert proof.verify(office.database.conn, lambda *_: None).unchecked == 1


def test_a_log_cut_off_before_a_signed_head_is_found(office: Setup) -> None:
    office.plain("ho_tich")
    close_day(office)
    conn = office.database.conn
    conn.execute("DROP TRIGGER event_is_kept")
    conn.execute("DELETE FROM event WHERE kind = 'DayClosed'")
    with pytest.raises(LogBroken, match="was signed, and is not in the log"):
        proof.verify(conn)


def test_an_event_filed_under_another_kind_is_found(office: Setup) -> None:
    office.plain("ho_tich")
    conn = office.database.conn
    conn.execute("DROP TRIGGER event_is_append_only")
    conn.execute("UPDATE event SET kind = 'CameraOpened' WHERE kind = 'TicketIssued'")
    with pytest.raises(LogBroken, match="filed under another kind"):
        proof.verify(conn)


def test_a_second_chain_is_proved_with_the_first(office: Setup) -> None:
    office.plain("ho_tich")
    end = office.journal.begin_chain(office.config.office_id, "restored")
    office.plain("ho_tich")
    verified = proof.verify(office.database.conn)
    assert verified.heads == (end, office.journal.head)
    assert office.journal.head.chain != end.chain


def test_a_chain_that_claims_another_end_of_the_one_before_is_found(office: Setup) -> None:
    office.plain("ho_tich")
    office.journal.head = Head(office.journal.head.chain, office.journal.head.seq, "f" * 64)
    office.journal.begin_chain(office.config.office_id, "restored")
    with pytest.raises(LogBroken, match="goes on from event"):
        proof.verify(office.database.conn)


def test_the_queue_keeps_its_order_when_a_new_chain_begins(office: Setup) -> None:
    """The seq of a new chain begins anew, and nobody is overtaken for that."""
    first = office.plain("ho_tich").ticket
    office.journal.begin_chain(office.config.office_id, "restored")
    second = office.plain("ho_tich").ticket
    assert first is not None
    assert second is not None
    assert [ticket.code for ticket in office.desk.snapshot().waiting] == [first.code, second.code]
    office.restart()
    assert [ticket.code for ticket in office.desk.snapshot().waiting] == [first.code, second.code]


@pytest.mark.parametrize("changes", ["data = zeroblob(9)", "salt = zeroblob(16)", "body = zeroblob(9)"])
def test_any_changed_byte_is_found_at_its_place(office: Setup, changes: str) -> None:
    office.plain("ho_tich")
    conn = office.database.conn
    for (trigger,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        conn.execute(f"DROP TRIGGER {trigger}")
    conn.execute(f"UPDATE event SET {changes} WHERE seq = 2")
    with pytest.raises(LogBroken):
        proof.verify(conn)
    untouched = event_log.after(conn, office.journal.head.chain, Seq(2), 10)
    assert [event.seq for event in untouched] == [3]


def test_one_write_for_many_or_for_none(office: Setup) -> None:
    before = office.kinds()
    with pytest.raises(RuntimeError), office.journal.together():
        office.plain("ho_tich")
        assert len(office.desk.snapshot().waiting) == 1
        raise RuntimeError
    assert office.kinds() == before
    assert office.desk.snapshot().waiting == ()
    with office.journal.together():
        office.plain("ho_tich")
        office.plain("ho_tich")
    other = sqlite3.connect(office.folder / "state" / "desk.db")
    assert other.execute("SELECT count(*) FROM event WHERE kind = 'TicketIssued'").fetchone() == (2,)
    other.close()
    assert proof.verify(office.database.conn).events == len(office.kinds())
