"""The thread that keeps central up to date, and never holds up the desk."""

from __future__ import annotations

import logging
import random
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kiosk.errors import EnvironmentProblem, Refused
from kiosk.lib.units import WallMs
from kiosk.lib.worker import Worker
from kiosk.sync.backoff import Backoff
from kiosk.sync.client import CONNECT_TIMEOUT_S, READ_TIMEOUT_S
from kiosk.sync.cursor import Cursor, load_cursor, save_cursor
from kiosk.sync.push import Backlog, Central, Pusher, measure_backlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.domain.ids import ChainId, Seq
    from kiosk.errors import KioskError
    from kiosk.lib.clock import Clock

STOP_TIMEOUT_S = CONNECT_TIMEOUT_S + READ_TIMEOUT_S + 5.0
"""A call in flight ends within its own limits; then the thread does."""

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
    ) -> None:
        """Prepare; :meth:`start` begins.

        Args:
            on_crash: Told when the thread ends by a bug; it never ends by what the world does.
            draw: Gives numbers in [0, 1), for the waits after failures.
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
        kept = _problem_of(self._keep)
        problem = problem or kept
        self._report(problem)
        if problem is None:
            self._failures = 0
            # A stop that came before the news were cleared has left no other trace.
            if not self._stopping.is_set():
                self._news.wait(self._interval_s)
            return
        # News does not shorten this wait: a server in trouble is not helped by a busy morning.
        self._failures += 1
        self._worker.pause(self._wait_s(problem))

    def _push(self) -> None:
        self._pusher.push_round(self._stopping.is_set)

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
        return self._backoff.delay_s(self._failures, self._random)


def _problem_of(action: Callable[[], None]) -> KioskError | None:
    try:
        action()
    except (EnvironmentProblem, Refused) as problem:
        return problem
    return None
