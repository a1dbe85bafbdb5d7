"""The thread that keeps central up to date, and never holds up the desk."""

from __future__ import annotations

import logging
import random
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from kiosk.errors import CentralAway, EnvironmentProblem, Refused
from kiosk.lib.units import WallMs
from kiosk.lib.worker import Worker
from kiosk.sync.backoff import Backoff
from kiosk.sync.cursor import Cursor, load_cursor, save_cursor
from kiosk.sync.https import CONNECT_TIMEOUT_S, PATIENCE_S, READ_TIMEOUT_S
from kiosk.sync.push import Backlog, Central, Pusher, measure_backlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.domain.ids import ChainId, Seq
    from kiosk.errors import KioskError
    from kiosk.lib.clock import Clock

STOP_TIMEOUT_S = CONNECT_TIMEOUT_S + READ_TIMEOUT_S + PATIENCE_S + 5.0
"""A call in flight ends within its own limits; then the thread does."""

FAR_BEHIND_EVENTS = 2_000
"""About a busy day: more than that is not sent in the time in which someone looks at the leaders' page."""

FIGURES_EVERY_S = 60.0
"""How old the figures of an office that catches up get on the leaders' page."""

PULL_EVERY_S = 300.0
"""How soon an office learns of what central publishes; it holds from a later date anyway."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Where sync stands, for pages and `kiosk sync status`.

    Attributes:
        cursor: What central last acknowledged, and the present problem.
        backlog: What it does not hold yet; None before the first look.
        refused: Whether a person must act; waiting alone will not help.
        away_since: Since when central has not followed, UTC in milliseconds; None while it does.
    """

    cursor: Cursor
    backlog: Backlog | None
    refused: bool
    away_since: WallMs | None = None


class Errands(Protocol):
    """What is done with central beside handing over the log; each raises as the calls to central do."""

    def tell_today(self, unsent: int) -> None:
        """Say how the office stands now."""
        ...

    def pull(self) -> None:
        """Ask for what central publishes."""
        ...

    def clock_ahead_min(self) -> int | None:
        """Tell by how much this machine's clock is ahead of central's, in minutes; None before an answer."""
        ...


class SyncWorker:
    """Push in rounds; soon after :meth:`notify`, else every ``interval_s``."""

    def __init__(
        self,
        database: Path,
        state_dir: Path,
        central: Central,
        *,
        clock: Clock,
        interval_s: float,
        on_crash: Callable[[BaseException], None],
        backoff: Backoff | None = None,
        draw: Callable[[], float] = random.random,
        errands: Errands | None = None,
    ) -> None:
        """Prepare; :meth:`start` begins.

        Args:
            on_crash: Told when the thread ends by a bug; it never ends by what the world does.
            draw: Gives numbers in [0, 1), for the waits after failures.
            errands: What else to do with central; None to hand over the log and nothing else.
        """
        self._database = database
        self._state_dir = state_dir
        self._clock = clock
        self._interval_s = interval_s
        self._backoff = backoff or Backoff()
        self._random = draw
        self._failures = 0
        self._cursor = load_cursor(state_dir)
        self._saved = self._cursor
        self._errands = errands
        self._pulled_at: float | None = None
        self._is_whole = False
        self._backlog: Backlog | None = None
        # After a restart, too, it is away since it last answered.
        self._away_since = WallMs(self._cursor.at) if self._cursor.problem and self._cursor.at else None
        self._status = SyncStatus(self._cursor, None, refused=False, away_since=self._away_since)
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._pusher = Pusher(database, central, acknowledged=self._acknowledged)
        self._worker = Worker("sync", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin the first round."""
        self._worker.start()

    def notify(self) -> None:
        """Say that the log has grown. Any thread; never blocks."""
        self._news.set()

    def status(self) -> SyncStatus:
        """Tell where sync stands after its last round. Any thread."""
        return self._status

    def stop(self, timeout_s: float = STOP_TIMEOUT_S) -> None:
        """End after the call in flight; what was not sent is sent after the next start.

        Raises:
            WorkerStuckError: The call was still in flight after ``timeout_s``.
        """
        self._stopping.set()
        self._worker.wake_to_stop()
        self._news.set()
        self._worker.stop(timeout_s)

    def _round(self) -> None:
        self._news.clear()
        problem = _problem_of(self._push)
        self._away_since = (self._away_since or self._clock.wall()) if problem is not None else None
        self._cursor = replace(self._cursor, problem=str(problem or ""))
        if problem is None:
            self._pull()
        kept = _problem_of(self._keep)
        problem = problem or kept
        self._report(problem)
        if problem is None:
            self._failures = 0
            # A stop that came before the news were cleared has left no other trace.
            if self._is_whole and not self._stopping.is_set():
                self._news.wait(self._interval_s)
            return
        # News does not shorten this wait: a server in trouble is not helped by a busy morning.
        self._failures += 1
        self._worker.pause(self._wait_s(problem))

    def _push(self) -> None:
        if self._backlog is None:
            self._backlog = measure_backlog(self._database, self._cursor.chain, self._cursor.seq)
        backlog = self._backlog
        if self._errands is not None and backlog.events > FAR_BEHIND_EVENTS:
            # Newest figures first. If they cannot be told, the events that follow say why.
            _problem_of(lambda: self._tell_today(backlog.events))
        until = time.monotonic() + FIGURES_EVERY_S
        self._is_whole = self._pusher.push_round(lambda: self._stopping.is_set() or time.monotonic() >= until)

    def _tell_today(self, unsent: int) -> None:
        assert self._errands is not None
        self._errands.tell_today(unsent)

    def _pull(self) -> None:
        now = time.monotonic()
        if self._errands is None or (self._pulled_at is not None and now < self._pulled_at + PULL_EVERY_S):
            return
        self._pulled_at = now
        problem = _problem_of(self._errands.pull)
        if problem is not None and str(problem) != self._cursor.config_problem:
            log.warning("configuration: %s", problem)
        self._cursor = replace(
            self._cursor, config_problem=str(problem or ""), clock_ahead_min=self._errands.clock_ahead_min()
        )

    def _keep(self) -> None:
        self._backlog = measure_backlog(self._database, self._cursor.chain, self._cursor.seq)
        if self._cursor != self._saved:
            save_cursor(self._state_dir, self._cursor)
            self._saved = self._cursor

    def _acknowledged(self, chain: ChainId, seq: Seq) -> None:
        self._cursor = replace(self._cursor, chain=chain, seq=seq, at=self._clock.wall())

    def _report(self, problem: KioskError | None) -> None:
        if problem is not None:
            # Central may have been restored meanwhile: its own word is asked for again.
            self._pusher.forget()
            if str(problem) != self._status.cursor.problem:
                log.warning("%s", problem)
        elif self._status.cursor.problem:
            log.info("central follows again")
        shown = replace(self._cursor, problem=str(problem or ""))
        self._status = SyncStatus(
            shown, self._backlog, refused=isinstance(problem, Refused), away_since=self._away_since
        )

    def _wait_s(self, problem: KioskError) -> float:
        if isinstance(problem, Refused):
            return self._backoff.ceiling_s
        if isinstance(problem, CentralAway) and problem.retry_after_s is not None:
            # Never earlier than asked, and not all of an area's desks in the same second.
            return problem.retry_after_s * (1.0 + self._random() / 2)
        return self._backoff.delay_s(self._failures, self._random)


def _problem_of(action: Callable[[], None]) -> KioskError | None:
    try:
        action()
    except (EnvironmentProblem, Refused) as problem:
        return problem
    return None
