"""How quickly the screen paints, and what it costs: `kiosk bench screen`."""

from __future__ import annotations

import gc
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.bench.desk_site import DeskSite
from kiosk.bench.figures import latency
from kiosk.errors import DisplayMissing
from kiosk.lib.units import NS_PER_MS

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.bench.screen_hand import Hand
    from kiosk.bench.screen_journeys import Visitor

COUNTERS = 4
STARTS = 3
"""First paints measured; the middle one counts, as the first may find a cold disk."""

START_LIMIT_S = 60.0
STOP_LIMIT_S = 30.0
SIZE = (1080, 1920)

TENTHS = 10
"""Times that memory is measured. The first tenth of the journeys fills Qt's and Python's own caches."""

BYTES_PER_MB = 1024 * 1024

EXTRA = """
[policy]
direct_to_counter = false
after_closing = "issue"
"""
"""So that a measurement at night goes the same ways as one at noon."""


@dataclass(frozen=True, slots=True)
class ScreenLoad:
    """What is asked of the screen.

    Attributes:
        journeys: Ways gone from the start screen and back.
        seed: Which ways, and with what.
        seconds: How long the preview and the idle screen are watched.
    """

    journeys: int = 200
    seed: int = 1
    seconds: float = 8.0


def measure_screen(
    load: ScreenLoad, progress: Callable[[int, int], None], folder: Path | None = None
) -> dict[str, Any]:
    """Measure the production screen process's parts in this process, against a production desk in its own.

    Returns:
        first_paint_ms: From the start of a process to its first picture.
        touch_to_paint_ms: From a touch to the first picture that shows what it did.
        touch_work_ms: Of that, what Qt's thread computed; the rest is waiting for other work of the machine.
        preview_fps: Pictures a second on the glass while the camera delivers 30 and faces are looked for.
        idle_cpu_percent: Of one core, on the start screen.
        rss_mb: Memory after each tenth of the journeys.
        rss_start_mb, rss_end_mb: The first and the last of these.

    Raises:
        DeskAway: The desk did not start, or an answer did not come.
        ModelMissing: Weights are not there.
        DisplayMissing: No display answers.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with ExitStack() as stack:
        made = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-bench-", dir=folder)))
        site = DeskSite(made, COUNTERS, extra=EXTRA)
        tokens = site.seat_officers()
        first_paint_ms = statistics.median(_first_paint_ms(site) for _ in range(STARTS))
        desk = site.start()
        try:
            measured = _measure(site, tokens, load, progress)
        finally:
            desk.send_signal(signal.SIGTERM)
            desk.communicate(timeout=STOP_LIMIT_S)
    return {"journeys": load.journeys, "seed": load.seed, "first_paint_ms": first_paint_ms, **measured}


def _measure(
    site: DeskSite, tokens: list[str], load: ScreenLoad, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    from kiosk.bench.screen_hand import Hand
    from kiosk.bench.screen_journeys import Visitor
    from kiosk.bench.screen_officers import Officers
    from kiosk.camera.stage import Stage
    from kiosk.run.screen import ScreenProcess
    from kiosk.ui.window import Glass

    process = ScreenProcess(site.config, Stage(), "flat", Glass(site.config.screen.width_mm, SIZE))
    officers = Officers(site, tokens)
    process.start()
    try:
        hand = Hand(process.conductor)
        hand.reach({"start"})
        hand.wait(lambda: process.face.is_ready, "the models are not loaded")
        fields = [field.code for field in site.config.field]
        visitor = Visitor(hand, process.conductor, random.Random(load.seed), fields)  # noqa: S311 - ways, not secrets
        visitor.open_ring()
        visitor.leave_ring()
        measured_after = {round(load.journeys * part / TENTHS) for part in range(1, TENTHS + 1)}
        rss_mb = []
        for number in range(1, load.journeys + 1):
            before = visitor.given
            visitor.go()
            officers.serve(visitor.given - before)
            if number in measured_after:
                rss_mb.append(_rss_mb())
            progress(number, load.journeys)
        return {
            "touch_to_paint_ms": latency(hand.paint_s),
            "touch_work_ms": latency(hand.work_s),
            "tickets": visitor.given,
            "rss_mb": rss_mb,
            "rss_start_mb": rss_mb[0],
            "rss_end_mb": rss_mb[-1],
            "preview_fps": _preview_fps(hand, visitor, load.seconds),
            "idle_cpu_percent": _idle_cpu_percent(hand, load.seconds),
        }
    finally:
        officers.close()
        process.stop()


def _first_paint_ms(site: DeskSite) -> int:
    begun = time.monotonic_ns() // NS_PER_MS
    done = subprocess.run(  # noqa: S603  # our own program, without a shell
        [sys.executable, "-m", "kiosk.bench.screen_first_paint", str(site.config_path)],
        capture_output=True,
        text=True,
        timeout=START_LIMIT_S,
        check=False,
    )
    if done.returncode != 0:
        raise DisplayMissing(f"the screen did not start: {done.stderr.strip()[-300:]}")
    return int(done.stdout.split()[-1]) - begun


def _preview_fps(hand: Hand, visitor: Visitor, seconds: float) -> float:
    visitor.open_ring()
    hand.idle(1.0)  # the camera opens
    before, begun = hand.frames, time.perf_counter()
    hand.idle(seconds)
    rate = (hand.frames - before) / (time.perf_counter() - begun)
    visitor.leave_ring()
    return round(rate, 1)


def _idle_cpu_percent(hand: Hand, seconds: float) -> float:
    hand.reach({"start"})
    hand.idle(1.0)
    cpu, begun = time.process_time(), time.perf_counter()
    hand.idle(seconds)
    return round(100 * (time.process_time() - cpu) / (time.perf_counter() - begun), 1)


def _rss_mb() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / BYTES_PER_MB, 1)
