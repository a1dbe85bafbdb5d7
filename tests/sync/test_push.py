"""Nothing is lost and nothing doubled, whatever the line does."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from kiosk.central.audit import audit_office
from kiosk.central.session import Session
from kiosk.central.storage import Storage
from kiosk.domain.ids import Seq
from kiosk.errors import CentralAway, DatabaseDamaged, SyncRefused
from kiosk.sync.client import CentralClient
from kiosk.sync.push import Pusher, measure_backlog
from tests.central.desk_log import DeskLog
from tests.central.devices import OFFICE
from tests.central.servers import lose_answer, lose_request, pass_on, repeat_request, say, truncate_answer
from tests.sync.conftest import Pushing, Reached

DAYS_AWAY = 30


@pytest.fixture
def small_batches(pushing: Pushing, log: DeskLog, client: CentralClient) -> None:
    pushing.pusher = Pusher(log.path, client, acknowledged=pushing.note, most_events=3)


def assert_all_there(storage: Storage, log: DeskLog) -> None:
    events = log.events()
    held = [
        event
        for head in storage.heads(OFFICE)
        for event in storage.events(OFFICE, head.chain, Seq(0), len(events) + 1)
    ]
    lost = [event for event in events if event not in held]
    assert (lost, len(held)) == ([], len(events))
    assert storage.visits(OFFICE) == log.visits()
    assert audit_office(storage, OFFICE).events == len(events)


@pytest.mark.usefixtures("small_batches")
def test_a_round_brings_central_all_there_is(pushing: Pushing, log: DeskLog, storage: Storage) -> None:
    log.busy_day(4)
    pushing.pusher.push_round()
    assert_all_there(storage, log)
    log.busy_day(1, "2026-11-24")
    pushing.pusher.push_round()
    assert_all_there(storage, log)
    assert pushing.acknowledged[-1] == (log.head.chain, log.head.seq)


def test_thirty_days_without_central_are_made_up_for_whole(
    pushing: Pushing, reached: Reached, log: DeskLog, storage: Storage
) -> None:
    first = dt.date(2026, 11, 23)
    for day in range(DAYS_AWAY):
        log.busy_day(20, str(first + dt.timedelta(days=day)))
        reached.line.faults.append(lose_request)
        with pytest.raises(CentralAway):
            pushing.pusher.push_round()
    assert storage.event_count(OFFICE) == 0
    pushing.pusher.push_round()
    assert_all_there(storage, log)
    assert len(storage.visits(OFFICE)) == DAYS_AWAY * 20


def test_a_round_without_news_sends_nothing(pushing: Pushing, reached: Reached) -> None:
    pushing.pusher.push_round()
    calls = len(reached.line.requests)
    pushing.pusher.push_round()
    assert len(reached.line.requests) == calls


def test_a_lost_answer_makes_the_repeat_harmless(
    pushing: Pushing, reached: Reached, log: DeskLog, storage: Storage
) -> None:
    log.busy_day(3)
    reached.line.faults += [pass_on, lose_answer]
    with pytest.raises(CentralAway):
        pushing.pusher.push_round()
    assert storage.event_count(OFFICE) == len(log.events())
    pushing.pusher.push_round()
    assert reached.line.requests.count(f"POST /api/v1/offices/{OFFICE}/events") == 2
    assert_all_there(storage, log)


@pytest.mark.usefixtures("small_batches")
def test_a_bad_line_costs_time_and_nothing_else(
    pushing: Pushing, reached: Reached, log: DeskLog, storage: Storage
) -> None:
    log.busy_day(8)
    draw = random.Random(7)  # the same bad line in every run
    ways = [lose_request, lose_answer, truncate_answer, repeat_request, say(502, b""), pass_on, pass_on]
    reached.line.faults += draw.choices(ways, k=40)
    for _ in range(60):
        try:
            pushing.pusher.push_round()
            break
        except CentralAway:
            pushing.pusher.forget()
    assert_all_there(storage, log)


@pytest.mark.usefixtures("small_batches")
def test_a_central_restored_from_an_older_copy_gets_the_missing_events(
    log: DeskLog, pushing: Pushing, storage: Storage
) -> None:
    log.busy_day(3)
    pushing.pusher.push_round()

    def forget(session: Session) -> None:
        session.run("DELETE FROM event WHERE seq > 4")
        session.run("DELETE FROM batch WHERE last_seq > 4")
        session.run("UPDATE chain SET seq = 4, hash = (SELECT hash FROM event WHERE seq = 4)")

    storage.manage(forget)
    log.busy_day(1, "2026-11-24")
    pushing.pusher.push_round()
    assert_all_there(storage, log)


def test_a_new_pusher_goes_on_where_central_stands(
    log: DeskLog, pushing: Pushing, client: CentralClient, reached: Reached, storage: Storage
) -> None:
    log.busy_day(2)
    pushing.pusher.push_round()
    log.busy_day(1, "2026-11-24")
    reached.line.requests.clear()
    Pusher(log.path, client, acknowledged=lambda _chain, _seq: None).push_round()
    assert [request.split()[0] for request in reached.line.requests] == ["GET", "POST"]
    assert_all_there(storage, log)


def test_chains_arrive_in_their_order(pushing: Pushing, log: DeskLog, storage: Storage) -> None:
    log.open_day()
    waiting = log.issue()
    first = log.head.chain
    log.begin_chain("restored")
    log.serve(waiting)
    pushing.pusher.push_round()
    assert [head.chain for head in storage.heads(OFFICE)] == [first, log.head.chain]
    assert_all_there(storage, log)


def test_a_round_ends_between_two_batches_when_asked(
    pushing: Pushing, client: CentralClient, log: DeskLog, storage: Storage
) -> None:
    pusher = Pusher(log.path, client, acknowledged=pushing.note, most_events=2)
    log.busy_day(3)
    assert not pusher.push_round(lambda: storage.event_count(OFFICE) >= 4)
    assert storage.event_count(OFFICE) == 4


def test_an_old_copy_of_the_log_is_noticed_before_anything_is_sent(
    log: DeskLog, pushing: Pushing, client: CentralClient, tmp_path: Path, storage: Storage
) -> None:
    log.open_day()
    old = DeskLog(tmp_path / "old.db")
    old.database.conn.execute("DROP TRIGGER event_is_kept")
    old.database.conn.execute("DELETE FROM event")
    old.head = log.head
    log.database.conn.backup(old.database.conn)
    log.issue()
    pushing.pusher.push_round()
    held = storage.event_count(OFFICE)
    with pytest.raises(SyncRefused, match="older copy"):
        Pusher(old.path, client, acknowledged=lambda _chain, _seq: None).push_round()
    assert storage.event_count(OFFICE) == held
    old.close()


def test_a_restored_log_goes_on_in_its_new_chain_though_central_holds_more_of_the_old_one(
    log: DeskLog, pushing: Pushing, client: CentralClient, tmp_path: Path, storage: Storage
) -> None:
    log.open_day()
    restored = DeskLog(tmp_path / "restored.db")
    restored.database.conn.execute("DROP TRIGGER event_is_kept")
    restored.database.conn.execute("DELETE FROM event")
    log.database.conn.backup(restored.database.conn)
    log.issue()
    pushing.pusher.push_round()
    restored.today = log.today
    restored.begin_chain("restored")
    restored.issue()
    Pusher(restored.path, client, acknowledged=lambda _chain, _seq: None).push_round()
    assert {head.chain: head.seq for head in storage.heads(OFFICE)} == {
        log.head.chain: log.head.seq,
        restored.head.chain: restored.head.seq,
    }
    restored.close()


def test_a_log_whose_beginning_is_gone_is_refused_and_does_not_spin(
    log: DeskLog, pushing: Pushing, reached: Reached
) -> None:
    log.busy_day(1)
    log.database.conn.execute("DROP TRIGGER event_is_kept")
    log.database.conn.execute("DELETE FROM event WHERE seq < 3")
    with pytest.raises(SyncRefused, match="oldest kept is 3"):
        pushing.pusher.push_round()
    assert len(reached.line.requests) == 1


def test_a_central_that_contradicts_itself_ends_the_round(
    log: DeskLog, pushing: Pushing, reached: Reached
) -> None:
    log.busy_day(1)
    reached.line.faults += [pass_on] + [say(409, b'{"error": "gap", "wanted_seq": 2}')] * 3
    with pytest.raises(SyncRefused):
        pushing.pusher.push_round()
    assert len(reached.line.requests) <= 4


def test_the_backlog_counts_what_lies_past_the_cursor(log: DeskLog, tmp_path: Path) -> None:
    log.busy_day(1)
    assert measure_backlog(log.path, "", 0).events == 7
    log.clock.advance(100)
    later = log.clock.wall()
    log.begin_chain("restored")
    first, second = log.events()[0].chain, log.head.chain
    assert (measure_backlog(log.path, first, 4).events, measure_backlog(log.path, first, 7).since) == (
        4,
        later,
    )
    done = measure_backlog(log.path, second, 1)
    assert (done.events, done.since) == (0, None)
    with pytest.raises(DatabaseDamaged):
        measure_backlog(tmp_path / "missing.db", "", 0)
