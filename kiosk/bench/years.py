"""A year of visits in one database: how it opens, how it answers, how large it is: `kiosk bench year`."""

from __future__ import annotations

import asyncio
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.bench.desk import STOP_LIMIT_S, DeskLoad, measure_open_loop
from kiosk.bench.desk_site import DeskSite
from kiosk.bench.past import Past, open_journal, write_past
from kiosk.lib.clock import SystemClock
from kiosk.store.database import OwnedDatabase

COUNTERS = 20


@dataclass(frozen=True, slots=True)
class YearLoad:
    """How much is in the database, and for how long it is then worked with."""

    days: int = 250
    visits: int = 250
    seconds: float = 10.0


def measure_year(load: YearLoad, folder: Path | None = None) -> dict[str, Any]:
    """Fill a database by the production desk, then open it and work with it.

    Raises:
        DeskAway: The desk did not start on it, or stopped answering.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-year-", dir=folder) as made:
        site = DeskSite(Path(made), COUNTERS)
        began = time.perf_counter()
        past = Past(load.days, load.visits, SystemClock().wall(), is_over=False)
        events = write_past(site.config, site.paths, past)
        filled = time.perf_counter() - began
        size = site.paths.database.stat().st_size
        opened = _open(site)
        tokens = site.seat_officers()
        desk = site.start()
        try:
            open_loop = asyncio.run(measure_open_loop(site, tokens, DeskLoad(COUNTERS, 4, load.seconds)))
        finally:
            desk.send_signal(signal.SIGTERM)
            desk.communicate(timeout=STOP_LIMIT_S)
    return {
        "days": load.days,
        "visits": load.days * load.visits,
        "events": events,
        "size_mb": round(size / 1e6, 1),
        "bytes_per_visit": size // max(1, load.days * load.visits),
        "filled_s": round(filled, 1),
        "open_s": round(opened, 3),
        "open_loop": open_loop,
    }


def _open(site: DeskSite) -> float:
    """Measure until a desk could take its first command: database opened, today's office folded."""
    began = time.perf_counter()
    database = OwnedDatabase(site.paths.database)
    try:
        open_journal(site.config, site.paths, database, SystemClock())
        return time.perf_counter() - began
    finally:
        database.close()
