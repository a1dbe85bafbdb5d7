"""How fast the desk answers when every answer is durable: `kiosk bench desk`."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.bench.desk_line import Line
from kiosk.bench.desk_load import Counter, Kiosk, Tally
from kiosk.bench.desk_site import BOARD, DeskSite
from kiosk.bench.disk import measure_commit, measure_sync
from kiosk.bench.figures import latency
from kiosk.store.database import open_reader
from kiosk.store.proof import verify

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

STOP_LIMIT_S = 30.0
CLOSED_SHARE = 0.25
"""The closed loop lasts a quarter of the open one: it makes ten times its commands."""

WAITING_FIRST = 2
"""People who wait at each counter before the clock starts, so that every call finds someone."""


@dataclass(frozen=True, slots=True)
class DeskLoad:
    """How much is asked of the desk."""

    counters: int = 20
    boards: int = 4
    seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Hall:
    """Everybody who asks something of the desk, and what they were told.

    Attributes:
        kiosk: Gives a counter's own taker of places.
        heard: For each board, when it was told up to which event.
        own: Likewise for each officer's page.
    """

    counters: Sequence[Counter]
    kiosk: Callable[[int], Kiosk]
    tally: Tally
    heard: list[list[tuple[float, int]]]
    own: list[list[tuple[float, int]]]


def measure_desk(load: DeskLoad, folder: Path | None = None) -> dict[str, Any]:
    """Measure a production desk in a process of its own, from warm clients in this one.

    Args:
        folder: On the disk to measure; the system's folder for temporary files without it.

    Raises:
        DeskAway: The desk did not start, or stopped answering.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-", dir=folder) as made:
        site = DeskSite(Path(made), load.counters)
        disk = {"sync": measure_sync(Path(made)), "commit": measure_commit(site)}
        tokens = site.seat_officers()
        desk = site.start()
        try:
            measured = asyncio.run(_measure(site, tokens, load))
        finally:
            desk.send_signal(signal.SIGTERM)
            desk.communicate(timeout=STOP_LIMIT_S)
        tally = measured.pop("tally")
        return {
            "counters": load.counters,
            "boards": load.boards,
            **measured,
            **_check_log(site.paths.database, tally),
            "fsync_ms": disk["sync"],
            "commit_ms": disk["commit"],
            "commit_to_fsync": round(disk["commit"]["p50"] / disk["sync"]["p50"], 2),
            "cpus": os.cpu_count(),
        }


async def measure_open_loop(site: DeskSite, tokens: Sequence[str], load: DeskLoad) -> dict[str, Any]:
    """Measure a desk that runs already, at a steady load.

    Raises:
        DeskAway: The desk stopped answering.
    """
    async with staffed_hall(site, tokens, load) as hall:
        return await open_loop(hall, load.seconds)


async def _measure(site: DeskSite, tokens: Sequence[str], load: DeskLoad) -> dict[str, Any]:
    async with staffed_hall(site, tokens, load) as hall:
        return {
            "open_loop": await open_loop(hall, load.seconds),
            "burst": await _bursts(hall, max(2, int(load.seconds))),
            "closed_loop": await _closed_loop(hall, load.seconds * CLOSED_SHARE),
            "refused": hall.tally.refused,
            "tally": hall.tally,
        }


@asynccontextmanager
async def staffed_hall(site: DeskSite, tokens: Sequence[str], load: DeskLoad) -> AsyncIterator[Hall]:
    """Seat an officer at every counter, with people waiting, until the block ends."""
    hall, lines, listening = await _enter(site, tokens, load, Tally())
    try:
        await asyncio.gather(*(counter.sign_in() for counter in hall.counters))
        for _ in range(WAITING_FIRST):
            await asyncio.gather(*(hall.kiosk(number).check_in() for number in range(load.counters)))
        yield hall
    finally:
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        for line in lines:
            line.close()


async def _enter(
    site: DeskSite, tokens: Sequence[str], load: DeskLoad, tally: Tally
) -> tuple[Hall, list[Line], list[asyncio.Task[None]]]:
    kiosks = [Line(socket=site.paths.socket) for _ in range(load.counters)]
    pages = [Line(port=site.port, cookie=f"kiosk_session={token}") for token in tokens]
    boards = [Line(port=site.port) for _ in range(load.boards)]
    followers = [Line(port=site.port, cookie=f"kiosk_session={token}") for token in tokens]
    lines = [*kiosks, *pages, *boards, *followers]
    await asyncio.gather(*(line.open() for line in lines))
    boot = (await kiosks[0].get("/v1/hello"))["time"]["boot"]
    fields = [field.code for field in site.config.field]
    takers = [Kiosk(line, boot, fields[number % len(fields)], tally) for number, line in enumerate(kiosks)]
    counters = [Counter(line, boot, number, tally) for number, line in enumerate(pages, 1)]
    heard: list[list[tuple[float, int]]] = [[] for _ in boards]
    listening = [
        asyncio.create_task(board.listen(f"{BOARD}/updates", list_))
        for board, list_ in zip(boards, heard, strict=True)
    ]
    # Every officer's page follows the office too: their updates are part of the desk's work.
    own: list[list[tuple[float, int]]] = [[] for _ in followers]
    listening += [
        asyncio.create_task(page.listen("/api/updates", list_))
        for page, list_ in zip(followers, own, strict=True)
    ]
    return Hall(counters, lambda number: takers[number], tally, heard, own), lines, listening


async def open_loop(hall: Hall, seconds: float, turn_s: float = 1.0) -> dict[str, Any]:
    """Each counter is due one check-in, call, start and finish a turn, whether the desk keeps up or not."""
    hall.tally.begin()
    began = time.perf_counter() + 0.1
    size = len(hall.counters)

    async def work(number: int) -> None:
        counter, kiosk = hall.counters[number], hall.kiosk(number)
        steps: tuple[Callable[[float], Awaitable[None]], ...] = (
            kiosk.check_in,
            counter.call,
            counter.start,
            counter.finish,
        )
        for turn in range(int(seconds / turn_s)):
            for place, step in enumerate(steps):
                share = turn + (place + number / size) / len(steps)
                await step(await _until(began + share * turn_s))

    await asyncio.gather(*(work(number) for number in range(size)))
    return {**_figures(hall), "board_ms": latency(board_delays(hall)), "commands_per_s": 4 * size / turn_s}


async def _bursts(hall: Hall, rounds: int) -> dict[str, Any]:
    """Everybody presses at one instant, once a second: first all kiosks, then all counters."""
    hall.tally.begin()
    numbers = range(len(hall.counters))
    for _ in range(rounds):
        await asyncio.gather(*(hall.kiosk(number).check_in() for number in numbers))
        await asyncio.gather(*(hall.counters[number].call() for number in numbers))
        for number in numbers:
            await hall.counters[number].start()
            await hall.counters[number].finish()
    return _figures(hall)


async def _closed_loop(hall: Hall, seconds: float) -> dict[str, Any]:
    """Each counter asks for the next thing as soon as it has an answer."""
    hall.tally.begin()
    began = time.perf_counter()

    async def work(number: int) -> None:
        counter = hall.counters[number]
        while time.perf_counter() - began < seconds:
            await hall.kiosk(number).check_in()
            await counter.call()
            await counter.start()
            await counter.finish()

    await asyncio.gather(*(work(number) for number in range(len(hall.counters))))
    took = time.perf_counter() - began
    tally = hall.tally
    commands = len(tally.call_s) + len(tally.check_in_s) + len(tally.other_s)
    return {**_figures(hall), "commands_per_s": round(commands / took, 1)}


async def _until(due: float) -> float:
    """Wait until something is due; give how late it is already, in seconds."""
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    return max(0.0, time.perf_counter() - due)


def _figures(hall: Hall) -> dict[str, Any]:
    return {"call_ms": latency(hall.tally.call_s), "check_in_ms": latency(hall.tally.check_in_s)}


def board_delays(hall: Hall) -> list[float]:
    """Give the seconds from each call's sending to each board that told of it."""
    return [delay for heard in hall.heard for delay in shown_after(hall.tally.called, heard)]


def shown_after(sent: Sequence[tuple[float, int]], heard: Sequence[tuple[float, int]]) -> list[float]:
    """Give the seconds from what was sent, with the event it became, to the first state that has that event."""
    times = [at for at, _ in heard]
    seqs = [seq for _, seq in heard]
    places = [(at, bisect_left(seqs, seq)) for at, seq in sent]
    return [times[place] - at for at, place in places if place < len(times)]


def _check_log(database: Path, tally: Tally) -> dict[str, Any]:
    with closing(open_reader(database)) as db:
        verified = verify(db.conn)
        known = {row[0] for row in db.conn.execute("SELECT command_id FROM event WHERE command_id NOT NULL")}
        calls = [
            row[0]
            for row in db.conn.execute(
                "SELECT json_extract(CAST(data AS TEXT), '$.ticket') FROM event WHERE kind = 'TicketCalled'"
            )
        ]
    return {
        "lost": len(set(tally.acknowledged) - known),
        "double_calls": len(calls) - len(set(calls)),
        "events": verified.events,
    }
