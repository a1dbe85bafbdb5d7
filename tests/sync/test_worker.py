"""The thread follows the log, waits out trouble, and says where it stands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from kiosk.central.storage import Storage
from kiosk.domain.ids import ChainId, Seq
from kiosk.errors import BatchTooLarge, CentralAway, ConfigInvalid, DiskFull, KioskError, SyncRefused
from kiosk.lib.clock import ManualClock
from kiosk.store.codec import StoredEvent
from kiosk.sync import worker as worker_module
from kiosk.sync.backoff import Backoff
from kiosk.sync.client import CentralClient
from kiosk.sync.cursor import CURSOR_FILE, Cursor, load_cursor, save_cursor
from kiosk.sync.push import Central
from kiosk.sync.worker import SyncWorker
from tests.central.desk_log import DeskLog
from tests.central.devices import OFFICE
from tests.central.servers import say
from tests.sync.conftest import Reached

LIMIT_S = 10.0
LONG_S = 3_600.0

Start = Callable[..., SyncWorker]


class Troubled:
    """A central whose calls fail as told, before they reach the real one."""

    def __init__(self, real: Central) -> None:
        self.real = real
        self.problem: KioskError | None = None
        self.calls = 0

    def push(self, events: Sequence[StoredEvent]) -> Seq:
        self._call()
        return self.real.push(events)

    def cursor(self, chain: ChainId) -> Seq:
        self._call()
        return self.real.cursor(chain)

    def _call(self) -> None:
        self.calls += 1
        if self.problem is not None:
            raise self.problem


@pytest.fixture
def start(log: DeskLog, tmp_path: Path) -> Iterator[Start]:
    workers: list[SyncWorker] = []
    crashes: list[BaseException] = []

    def build(
        central: Central,
        *,
        interval_s: float = LONG_S,
        backoff: Backoff | None = None,
        errands: Errand | None = None,
    ) -> SyncWorker:
        worker = SyncWorker(
            log.path,
            tmp_path,
            central,
            clock=ManualClock(),
            interval_s=interval_s,
            on_crash=crashes.append,
            backoff=backoff,
            errands=errands,
        )
        workers.append(worker)
        worker.start()
        return worker

    yield build
    for worker in workers:
        worker.stop()
    assert crashes == []


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition, with a limit."""
    ticker = threading.Event()
    for _ in range(int(LIMIT_S / 0.01)):
        if holds():
            return
        ticker.wait(0.01)
    raise AssertionError("it did not come to that in time")


def test_news_reach_central_at_once(
    start: Start, client: CentralClient, log: DeskLog, storage: Storage, tmp_path: Path
) -> None:
    worker = start(client)
    until(lambda: storage.event_count(OFFICE) == 1)
    log.busy_day(2)
    worker.notify()
    until(lambda: storage.event_count(OFFICE) == len(log.events()))
    until(lambda: worker.status().cursor.seq == log.head.seq)
    status = worker.status()
    assert status.backlog is not None
    assert (status.backlog.events, status.cursor.problem, status.refused) == (0, "", False)
    assert load_cursor(tmp_path) == status.cursor


def test_without_news_a_round_comes_after_the_interval(
    start: Start, client: CentralClient, log: DeskLog, storage: Storage
) -> None:
    start(client, interval_s=0.05)
    log.busy_day(1)
    until(lambda: storage.event_count(OFFICE) == len(log.events()))


def test_trouble_is_shown_waited_out_and_forgotten(
    start: Start, client: CentralClient, log: DeskLog, storage: Storage, tmp_path: Path
) -> None:
    log.busy_day(1)
    central = Troubled(client)
    central.problem = CentralAway("the cable is cut")
    worker = start(central, backoff=Backoff(base_s=0.02, ceiling_s=0.05))
    until(lambda: central.calls >= 3)
    status = worker.status()
    assert status.backlog is not None
    assert (status.cursor.problem, status.refused, status.backlog.events) == ("the cable is cut", False, 7)
    assert status.backlog.since == ManualClock().wall()
    until(lambda: load_cursor(tmp_path).problem == "the cable is cut")
    central.problem = None
    until(lambda: worker.status().cursor.problem == "")
    assert storage.event_count(OFFICE) == len(log.events())


def test_news_do_not_hurry_a_server_in_trouble(start: Start, client: CentralClient) -> None:
    central = Troubled(client)
    central.problem = CentralAway("busy")
    worker = start(central, backoff=Backoff(base_s=LONG_S, ceiling_s=LONG_S))
    until(lambda: worker.status().cursor.problem == "busy")
    for _ in range(20):
        worker.notify()
    assert central.calls == 1


def test_a_refusal_stops_the_trying_and_says_that_a_person_is_needed(
    start: Start, client: CentralClient, reached: Reached
) -> None:
    reached.line.faults.append(say(401, b'{"error": "this device was revoked"}'))
    worker = start(client, interval_s=0.01)
    until(lambda: worker.status().refused)
    assert "revoked" in worker.status().cursor.problem
    worker.notify()
    assert len(reached.line.requests) == 1


def test_a_missing_database_does_not_end_the_thread(client: CentralClient, tmp_path: Path) -> None:
    worker = SyncWorker(
        tmp_path / "missing.db",
        tmp_path,
        client,
        clock=ManualClock(),
        interval_s=LONG_S,
        on_crash=lambda error: pytest.fail(str(error)),
    )
    worker.start()
    until(lambda: "missing.db" in worker.status().cursor.problem)
    worker.stop()


def test_a_round_that_begins_as_the_worker_stops_does_not_wait(
    client: CentralClient, log: DeskLog, tmp_path: Path
) -> None:
    worker = SyncWorker(
        log.path, tmp_path, client, clock=ManualClock(), interval_s=LONG_S, on_crash=lambda _error: None
    )
    worker.stop()
    rounds = threading.Thread(target=worker._round, daemon=True)
    rounds.start()
    rounds.join(LIMIT_S)
    assert not rounds.is_alive()


def test_stopping_does_not_wait_for_the_interval(
    start: Start, client: CentralClient, storage: Storage
) -> None:
    worker = start(client)
    until(lambda: storage.event_count(OFFICE) == 1)
    worker.stop(timeout_s=LIMIT_S)


def test_the_kept_cursor_survives_and_a_damaged_one_is_as_none(tmp_path: Path) -> None:
    assert load_cursor(tmp_path) == Cursor()
    kept = Cursor("chain", 17, 1_795_000_000_000, "away")
    save_cursor(tmp_path, kept)
    assert load_cursor(tmp_path) == kept
    (tmp_path / CURSOR_FILE).write_bytes(b"{")
    assert load_cursor(tmp_path) == Cursor()
    with pytest.raises(DiskFull):
        save_cursor(tmp_path / "missing", kept)


class Fussy(Troubled):
    """A central that takes a few events at a time."""

    def push(self, events: Sequence[StoredEvent]) -> Seq:
        if len(events) > 5:
            raise BatchTooLarge("fewer")
        return super().push(events)


class Errand:
    """What else is done with central, in the order in which it was."""

    def __init__(self, problem: KioskError | None = None) -> None:
        self.done: list[str] = []
        self.problem = problem

    def tell_today(self, unsent: int) -> None:
        self.done.append(f"today, {unsent} unsent")
        if self.problem is not None:
            raise self.problem

    def pull(self) -> None:
        self.done.append("pull")
        if self.problem is not None:
            raise self.problem

    def clock_ahead_min(self) -> int | None:
        return 7


def test_far_behind_todays_figures_go_before_the_backlog(
    start: Start, client: CentralClient, log: DeskLog, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "FAR_BEHIND_EVENTS", 5)
    log.busy_day(3)
    errand = Errand(CentralAway("figures are no reason to keep events back"))
    worker = start(client, errands=errand)
    until(lambda: worker.status().cursor.seq == log.head.seq)
    assert errand.done[0] == f"today, {len(log.events())} unsent"
    assert errand.done.count("pull") == 1
    assert storage.event_count(OFFICE) == len(log.events())
    log.busy_day(1, "2026-11-24")
    worker.notify()
    until(lambda: worker.status().cursor.seq == log.head.seq)
    assert len(errand.done) == 2


def test_a_long_backlog_is_told_of_again_between_its_parts(
    start: Start, client: CentralClient, log: DeskLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "FAR_BEHIND_EVENTS", 5)
    monkeypatch.setattr(worker_module, "FIGURES_EVERY_S", 0.02)
    log.busy_day(20)
    errand = Errand()
    worker = start(Fussy(client), errands=errand)
    until(lambda: worker.status().cursor.seq == log.head.seq)
    assert len({one for one in errand.done if one.startswith("today")}) > 1


def test_a_configuration_that_does_not_hold_is_shown_and_keeps_nothing_back(
    start: Start, client: CentralClient, log: DeskLog, storage: Storage, tmp_path: Path
) -> None:
    worker = start(client, errands=Errand(ConfigInvalid("central's version 1: no counters")))
    until(lambda: worker.status().cursor.config_problem != "")
    cursor = worker.status().cursor
    assert (cursor.problem, cursor.config_problem) == ("", "central's version 1: no counters")
    assert cursor.clock_ahead_min == 7
    until(lambda: load_cursor(tmp_path) == cursor)
    assert storage.event_count(OFFICE) == len(log.events())


def test_a_wait_that_central_asks_for_is_kept_and_spread(
    client: CentralClient, log: DeskLog, tmp_path: Path
) -> None:
    worker = SyncWorker(
        log.path,
        tmp_path,
        client,
        clock=ManualClock(),
        interval_s=LONG_S,
        on_crash=lambda _error: None,
        draw=lambda: 0.5,
    )
    asked = CentralAway("later", retry_after_s=120.0)
    assert worker._wait_s(asked) == 150.0
    assert worker._wait_s(SyncRefused("who are you")) == Backoff().ceiling_s


def test_it_tells_since_when_central_is_away_until_it_follows_again(
    start: Start, client: CentralClient, log: DeskLog, tmp_path: Path
) -> None:
    save_cursor(tmp_path, Cursor(at=1234, problem="busy"))
    log.busy_day(1)
    central = Troubled(client)
    central.problem = CentralAway("busy")
    worker = start(central, interval_s=0.05, backoff=Backoff(base_s=0.02, ceiling_s=0.05))
    until(lambda: central.calls >= 2)
    assert worker.status().away_since == 1234
    central.problem = None
    until(lambda: worker.status().away_since is None)
