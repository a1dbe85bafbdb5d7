"""The thread that tells citizens, by way of central, how the office stands, and takes what they say of the service."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import OrderedDict
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

from kiosk.desk.caller import Caller
from kiosk.domain import commands as c
from kiosk.domain.ids import CommandId, DeviceId, citizen_at
from kiosk.errors import CommandRefused, EnvironmentProblem, Refused
from kiosk.lib.worker import Worker, WorkerStuckError
from kiosk.run.central_line import line_to_central
from kiosk.run.public_view import public_state
from kiosk.sync.backoff import Backoff
from kiosk.sync.public_news import PublicNews
from kiosk.sync.public_wire import hash_token

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from concurrent.futures import Future
    from typing import Any, TypeVar

    from kiosk.config import Config
    from kiosk.desk.service import Desk
    from kiosk.run.paths import DeskPaths
    from kiosk.sync.client import CentralClient
    from kiosk.sync.public_wire import GivenRating, PublicState

    T = TypeVar("T")

TELL_EVERY_S = 10.0
"""As soon as a telephone asks again; some 0.5 kB each on a usual morning."""

NOT_ENROLLED_S = 30.0
LOOP_LIMIT_S = 5.0
LEAVE_AFTER_S = 5.0
REMEMBERED_RATINGS = 1_000

ON_CENTRALS_PAGE = Caller(citizen_at(DeviceId("central-page")))
"""Who rates by central's page; the slip's token is all that is known of them."""

log = logging.getLogger(__name__)


class PublicTelling:
    """Tells until it is stopped; on a thread of its own, so that a slow line holds up nobody."""

    def __init__(self, config: Config, paths: DeskPaths, desk: Desk, every_s: float = TELL_EVERY_S) -> None:
        """Prepare; :meth:`start` begins."""
        self._config = config
        self._paths = paths
        self._desk = desk
        self._every_s = every_s
        self._line: CentralClient | None = None
        self._news = PublicNews()
        self._backoff = Backoff()
        self._failures = 0
        self._problem = ""
        self._handled: OrderedDict[str, None] = OrderedDict()
        self._done: list[str] = []
        self._asked: Future[Any] | None = None
        self._worker = Worker("public", self._round, on_crash=_ended)

    def start(self) -> None:
        """Begin. On the desk's loop."""
        self._loop = asyncio.get_running_loop()
        self._worker.start()

    def stop(self) -> None:
        """End, and leave a call in flight after a while. On the desk's loop or any other thread."""
        self._worker.wake_to_stop()
        if self._asked is not None:
            # It waits for the loop, which would wait for it.
            self._asked.cancel()
        try:
            self._worker.stop(LEAVE_AFTER_S)
        except WorkerStuckError:
            # It ends with the process; central shows the age of what it was told.
            log.info("a call to central was cut off by the end of the desk")

    def _round(self) -> None:
        try:
            is_enrolled = self._tell()
        except (EnvironmentProblem, Refused) as problem:
            self._failures += 1
            self._news.forget()
            if str(problem) != self._problem:
                log.warning("citizens' pages at central: %s", problem)
            self._problem = str(problem)
            self._worker.pause(self._backoff.delay_s(self._failures, random.random))
            return
        except (TimeoutError, CancelledError):
            # The loop is ending, or has much to do; either way it is asked again.
            self._worker.pause(self._every_s)
            return
        self._failures, self._problem = 0, ""
        self._worker.pause(self._every_s if is_enrolled else NOT_ENROLLED_S)

    def _tell(self) -> bool:
        if self._line is None:
            self._line = line_to_central(self._paths, self._config.sync)
        if self._line is None:
            return False
        message = self._news.next(self._on_loop(self._look()), self._done)
        if message is None:
            return True
        answer = self._line.tell_public(message)
        self._news.taken(message)
        self._done = []
        if answer.ratings:
            self._done = self._on_loop(self._take(answer.ratings))
        return True

    async def _look(self) -> PublicState:
        return public_state(self._desk)

    async def _take(self, ratings: tuple[GivenRating, ...]) -> list[str]:
        tokens = {hash_token(ticket.token): ticket.token for ticket in self._desk.tickets.ended()}
        tokens |= {hash_token(ticket.token): ticket.token for ticket in self._desk.snapshot().await_result}
        for given in ratings:
            if given.rating not in self._handled and given.token_hash in tokens:
                await self._rate(given, tokens[given.token_hash])
            self._handled[given.rating] = None
            if len(self._handled) > REMEMBERED_RATINGS:
                self._handled.popitem(last=False)
        return [given.rating for given in ratings]

    async def _rate(self, given: GivenRating, token: str) -> None:
        time = self._desk.snapshot().time
        command = c.RateService(
            CommandId(given.rating), c.Issued(time.boot, time.boot_ms), given.level, given.factors, token
        )
        try:
            await self._desk.submit(command, ON_CENTRALS_PAGE)
        except CommandRefused as refused:
            # Rated at the kiosk meanwhile, or taken up again: the desk's own word holds.
            log.info("an opinion from central is not taken: %s", refused.code)

    def _on_loop(self, work: Coroutine[Any, Any, T]) -> T:
        asked: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._asked = asked
        return asked.result(LOOP_LIMIT_S)


def _ended(_error: BaseException) -> None:
    # The worker has logged it. A bug here must not stop the queue; central says how old its figures are.
    log.critical("citizens' pages at central are told nothing more until a restart")
