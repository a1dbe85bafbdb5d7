"""What may go, what stays, and what still proves the rest."""

from __future__ import annotations

import sqlite3

import pytest

from kiosk.domain.ids import Seq
from kiosk.errors import BadInput, LogBroken
from kiosk.lib.units import MS_PER_DAY, WallMs
from kiosk.store import projections, proof, retention, shredding
from kiosk.store.codec import Head
from kiosk.store.database import transaction
from tests.offices import Setup
from tests.store.test_proof import close_day

DAY_S = 86_400


def five_days(office: Setup) -> list[Head]:
    """Work five days; gives the last event of each."""
    ends = []
    for number in range(5):
        office.plain("ho_tich")
        close_day(office, number)
        ends.append(office.journal.head)
        office.clock.advance(DAY_S)
        office.desk.tick()
    return ends


def retire(office: Setup, acknowledged: Head, keep_days: int) -> list[Head]:
    conn = office.database.conn
    older = WallMs(office.clock.wall_ms - keep_days * MS_PER_DAY)
    position, heads = retention.find_cut(conn, acknowledged.chain, acknowledged.seq, older)
    if position:
        with transaction(conn):
            retention.retire(conn, position, heads, office.config.device_id, lambda head: head.hash.encode())
    return heads


def check(_device: str, first: Seq, head: Head, signature: bytes) -> bool:
    return first == head.seq or signature == head.hash.encode()


def test_old_days_go_and_the_rest_still_verifies(office: Setup) -> None:
    ends = five_days(office)
    before = office.kinds()
    assert retire(office, office.journal.head, 2) == [ends[2]]
    verified = proof.verify(office.database.conn, check)
    assert verified.checkpoints == (ends[2],)
    assert verified.heads == (office.journal.head,)
    assert verified.events == len(before) - ends[2].seq
    assert office.database.conn.execute("SELECT count(*) FROM day").fetchone() == (3,)
    assert office.database.conn.execute("SELECT count(*) FROM leg").fetchone() == (2,)
    office.restart()
    office.plain("ho_tich")
    proof.verify(office.database.conn, check)


def test_only_what_central_holds_goes(office: Setup) -> None:
    ends = five_days(office)
    assert retire(office, ends[1], 0) == [ends[1]]
    half = Head(ends[3].chain, Seq(ends[3].seq - 1), "")
    assert retire(office, half, 0) == [ends[2]]
    assert retire(office, Head(ends[0].chain, Seq(10**6), ""), 0) == []


def test_only_what_is_old_enough_goes(office: Setup) -> None:
    five_days(office)
    assert retire(office, office.journal.head, 30) == []


def test_a_rebuild_after_retention_is_equal(office: Setup) -> None:
    five_days(office)
    retire(office, office.journal.head, 2)
    conn = office.database.conn
    before = projections.fingerprints(conn)
    with transaction(conn):
        projections.rebuild(conn)
    assert projections.fingerprints(conn) == before


def test_events_without_a_checkpoint_cannot_be_deleted(office: Setup) -> None:
    ends = five_days(office)
    retire(office, office.journal.head, 2)
    with pytest.raises(sqlite3.IntegrityError, match="only retention"):
        office.database.conn.execute("DELETE FROM event WHERE seq = ?", (ends[2].seq + 1,))


def test_a_checkpoint_moved_by_hand_is_found(office: Setup) -> None:
    ends = five_days(office)
    retire(office, office.journal.head, 3)
    conn = office.database.conn
    conn.execute("UPDATE checkpoint SET seq = ?, hash = ?", (ends[2].seq, ends[2].hash))
    conn.execute("DELETE FROM signed_head WHERE seq <= ?", (ends[2].seq,))
    conn.execute("DELETE FROM event WHERE seq <= ?", (ends[2].seq,))
    with pytest.raises(LogBroken, match="signature"):
        proof.verify(conn, check)


def test_shredding_one_event_takes_it_out_of_the_tables_too(office: Setup) -> None:
    five_days(office)
    conn = office.database.conn
    chain = office.journal.head.chain
    (seq,) = conn.execute("SELECT seq FROM event WHERE kind = 'TicketIssued' ORDER BY seq LIMIT 1").fetchone()
    shredding.check_shreddable(conn, chain, seq)
    with transaction(conn):
        shredding.destroy(conn, chain, seq)
    assert proof.verify(conn).shredded == 1
    assert conn.execute("SELECT count(*) FROM ticket").fetchone() == (4,)
    before = projections.fingerprints(conn)
    with transaction(conn):
        projections.rebuild(conn)
    assert projections.fingerprints(conn) == before


def test_what_holds_the_log_together_is_not_shredded(office: Setup) -> None:
    chain = office.journal.head.chain
    with pytest.raises(BadInput, match="holds nobody's data"):
        shredding.check_shreddable(office.database.conn, chain, Seq(1))
    office.plain("ho_tich")
    with pytest.raises(BadInput, match="the day that is open"):
        shredding.check_shreddable(office.database.conn, chain, office.journal.head.seq)
    with pytest.raises(BadInput, match="no event 99"):
        shredding.check_shreddable(office.database.conn, chain, Seq(99))
