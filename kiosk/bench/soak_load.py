"""Citizens at the glass and officers at their pages, at twenty times an office's pace."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

from kiosk.bench.desk_line import Line
from kiosk.bench.desk_load import OK, Counter, Tally, command_of
from kiosk.errors import Refused
from kiosk.run.paths import DeskPaths

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from kiosk.lib.worker import Worker
    from kiosk.run.demo_people import Person
    from kiosk.run.demo_script import Citizens
    from kiosk.run.demo_world import World

VISITS_A_DAY = 250
DAY_S = 8 * 3600.0
TIMES = 20
"""A large ward's day (docs/forecast.md), twenty times as fast."""

DAY_LASTS_S = DAY_S / TIMES
"""Then the supervisor closes the day and opens the next: desk and central hold a day's tickets until it ends."""

ARRIVAL_S = DAY_S / VISITS_A_DAY / TIMES
"""One citizen each 5.8 s on average."""

FACE_SHARE = 0.5
"""As many choose the face as the plain number; the least is known of the true share, so both are exercised alike."""

BUSY_SHARE = 0.7
"""Of each officer's time, so that the queue neither grows for ever nor stays empty."""

LOOK_AGAIN_S = 1.0

GIVE_UPS_IN_A_ROW = 5
"""A screen that no citizen gets past is broken, not slow."""


class Arrivals:
    """One citizen after the other at the touch screen, at random moments (Poisson)."""

    def __init__(
        self, citizens: Citizens, people: Sequence[Person], fields: Sequence[str], seed: int
    ) -> None:
        """Prepare.

        Args:
            people: Whose portraits step up.
        """
        self._citizens, self._people, self._fields = citizens, people, fields
        self._random = random.Random(seed)  # noqa: S311 - arrivals, not secrets
        self._due = time.monotonic()
        self.late_s = 0.0
        """By how much the last citizen came later than was due: the screen serves one at a time."""
        self.gave_up = 0
        """Citizens who left because a screen did not come; theirs went back to the start by itself."""
        self._gave_up_in_a_row = 0

    def next(self, worker: Worker) -> None:
        """Wait for the next citizen and let them take a place; to be repeated by a worker.

        Raises:
            Refused: One citizen after the other gave up.
        """
        self._due += self._random.expovariate(1 / ARRIVAL_S)
        if worker.pause(max(0.0, self._due - time.monotonic())):
            return
        self.late_s = max(0.0, time.monotonic() - self._due)
        try:
            self._take_place()
            self._gave_up_in_a_row = 0
        except Refused:
            self.gave_up += 1
            self._gave_up_in_a_row += 1
            if self._gave_up_in_a_row == GIVE_UPS_IN_A_ROW:
                raise

    def _take_place(self) -> None:
        self._citizens.await_screen("start")
        field = self._random.choice(self._fields)
        if self._random.random() < FACE_SHARE:
            person = self._random.choice(self._people)
            self._citizens.take_face_ticket(person, self._random.choice(person.pictures), field)
        else:
            self._citizens.take_plain_ticket(field)


class Office:
    """Officers who call, start and finish, and boards and pages that follow."""

    def __init__(self, world: World, tokens: Sequence[str], supervisor: str, boards: int, seed: int) -> None:
        """Prepare; :meth:`run` works.

        Args:
            tokens: The officers' sessions, in the counters' order.
            supervisor: The session of who closes and opens the days.
        """
        self._world, self._tokens, self._supervisor, self._boards = world, tokens, supervisor, boards
        self._port = world.addresses.desk_port
        self._random = random.Random(seed)  # noqa: S311 - service times, not secrets
        self.tally = Tally()
        self.days = 1
        """Working days begun so far."""

    async def run(self, ended: asyncio.Event) -> None:
        """Serve until the end.

        Raises:
            DeskAway: The desk stopped answering, or ended somebody's updates.
        """
        asking = Line(socket=DeskPaths.of(self._world.config).socket)
        await asking.open()
        boot = (await asking.get("/v1/hello"))["time"]["boot"]
        asking.close()
        board = f"{self._world.board.removeprefix(self._world.addresses.desk)}/updates"
        pages = [(board, "")] * self._boards + [("/api/updates", _cookie(token)) for token in self._tokens]
        async with asyncio.TaskGroup() as group:
            following = [group.create_task(self._follow(path, cookie)) for path, cookie in pages]
            serving = [
                group.create_task(self._serve(boot, number, token, ended))
                for number, token in enumerate(self._tokens, 1)
            ]
            turning = group.create_task(self._turn_days(boot, ended))
            await asyncio.gather(*serving, turning)
            for task in following:
                task.cancel()

    async def _follow(self, path: str, cookie: str) -> None:
        line = Line(port=self._port, cookie=cookie)
        await line.open()
        with closing(line):
            await line.listen(path, [])

    async def _turn_days(self, boot: str, ended: asyncio.Event) -> None:
        while not await _has_ended(ended, DAY_LASTS_S):
            await self._send(command_of(boot, "CloseDay", reason="by_supervisor", carry_over=False))
            await self._send(command_of(boot, "OpenDay"))
            self.days += 1

    async def _send(self, command: dict[str, Any]) -> None:
        with closing(Line(port=self._port, cookie=_cookie(self._supervisor))) as line:
            await line.open()
            status, answer, _ = await line.post("/api/commands", command)
        if status != OK:
            raise Refused(f"the desk did not take {command['type']}: {answer}")
        self.tally.acknowledged.append(command["command_id"])

    async def _serve(self, boot: str, number: int, token: str, ended: asyncio.Event) -> None:
        line = Line(port=self._port, cookie=_cookie(token))
        counter = Counter(line, boot, number, self.tally)
        mean_s = ARRIVAL_S * len(self._tokens) * BUSY_SHARE
        day = 0
        while not ended.is_set():
            if day != self.days:
                await _on(line, counter.sign_in)
                day = self.days
            refused = self.tally.refused
            await _on(line, counter.call)
            if not counter.has_somebody or self.tally.refused > refused:
                await asyncio.sleep(LOOK_AGAIN_S)
                await _on(line, lambda: _look(line, counter))
            if not counter.has_somebody:
                continue
            await _on(line, counter.start)
            await asyncio.sleep(self._random.expovariate(1 / mean_s))
            await _on(line, counter.finish)


async def _has_ended(ended: asyncio.Event, within_s: float) -> bool:
    try:
        await asyncio.wait_for(ended.wait(), within_s)
    except TimeoutError:
        return False
    return True


def _cookie(token: str) -> str:
    return f"kiosk_session={token}"


async def _look(line: Line, counter: Counter) -> None:
    counter.resume(await line.first_update("/api/updates"))


async def _on(line: Line, act: Callable[[], Awaitable[None]]) -> None:
    # The desk hangs up on who is silent for long.
    await line.open()
    with closing(line):
        await act()
