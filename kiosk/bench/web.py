"""How fast officers see their own clicks and the hall sees the calls: `kiosk bench web`."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.bench.desk import STOP_LIMIT_S, DeskLoad, board_delays, open_loop, shown_after, staffed_hall
from kiosk.bench.desk_line import Line
from kiosk.bench.desk_site import BOARD, DeskSite
from kiosk.bench.figures import latency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.bench.desk import Hall

TURN_S = 4.0
"""One person a counter each four seconds: a hundred times an office's pace, and still a person's clicks."""

IDLE_S = 10.0
SETTLE_S = 1.0

KIB_PER_MIB = 1024


@dataclass(frozen=True, slots=True)
class WebLoad:
    """How many pages are open, and for how long."""

    officers: int = 20
    boards: int = 4
    seconds: float = 20.0


def measure_web(load: WebLoad, folder: Path | None) -> dict[str, Any]:
    """Measure the pages of a desk process with real pages' requests.

    Args:
        folder: On the disk to measure; None for the system's temporary folder.

    Raises:
        DeskAway: The desk did not start, or stopped answering.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-", dir=folder) as made:
        site = DeskSite(Path(made), load.officers)
        tokens = site.seat_officers()
        desk = site.start()
        try:
            idle = asyncio.run(_idle(site, desk.pid, load.boards))
            measured = asyncio.run(_clicks(site, tokens, load))
            rss = _peak_rss_mb(desk.pid)
        finally:
            desk.send_signal(signal.SIGTERM)
            desk.communicate(timeout=STOP_LIMIT_S)
    return {
        "officers": load.officers,
        "boards": load.boards,
        **measured,
        "desk_rss_mb": rss,
        "idle_cpu_percent": idle,
        "cpus": os.cpu_count(),
    }


async def _clicks(site: DeskSite, tokens: Sequence[str], load: WebLoad) -> dict[str, Any]:
    async with staffed_hall(site, tokens, DeskLoad(load.officers, load.boards, load.seconds)) as hall:
        for counter in hall.counters:
            counter.changes.clear()
        answered = await open_loop(hall, load.seconds, TURN_S)
        await asyncio.sleep(SETTLE_S)
        return {
            "own_page_ms": latency(_own_delays(hall)),
            "board_ms": latency(board_delays(hall)),
            "answer_ms": answered["call_ms"],
            "commands_per_s": answered["commands_per_s"],
            "refused": hall.tally.refused,
        }


def _own_delays(hall: Hall) -> list[float]:
    """Give the seconds from each click to the officer's own page with what it led to."""
    delays = []
    for counter, heard in zip(hall.counters, hall.own, strict=True):
        delays += shown_after(counter.changes, heard)
    return delays


async def _idle(site: DeskSite, pid: int, boards: int) -> float:
    """Give the share of one core, in percent, that a desk takes while boards listen and nobody acts."""
    lines = [Line(port=site.port) for _ in range(boards)]
    await asyncio.gather(*(line.open() for line in lines))
    listening = [asyncio.create_task(line.listen(f"{BOARD}/updates", [])) for line in lines]
    try:
        await asyncio.sleep(SETTLE_S)
        before = _cpu_s(pid)
        await asyncio.sleep(IDLE_S)
        return round((_cpu_s(pid) - before) / IDLE_S * 100, 2)
    finally:
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        for line in lines:
            line.close()


def _cpu_s(pid: int) -> float:
    """Give the processor time a process has taken, in seconds (proc(5): utime and stime, in ticks)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_rss_mb(pid: int) -> float:
    """Give the most memory a process has held, in MiB (proc(5): VmHWM)."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return round(int(line.split()[1]) / KIB_PER_MIB, 1)
