"""What the disk itself takes, to compare the desk's commits with."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.bench.figures import latency
from kiosk.desk.journal import Journal
from kiosk.domain.events import CameraOpened, Purpose
from kiosk.domain.ids import SYSTEM
from kiosk.lib.clock import SystemClock
from kiosk.store.database import OwnedDatabase

if TYPE_CHECKING:
    from kiosk.bench.desk_site import DeskSite

ROUNDS = 100
BLOCK_BYTES = 4_096
"""The size of SQLite's pages."""


def measure_sync(folder: Path) -> dict[str, float]:
    """Measure one appended block and its fsync, without anything else."""
    seconds = []
    path = folder / "sync.tmp"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            os.write(handle, b"\x5a" * BLOCK_BYTES)
            os.fsync(handle)
            seconds.append(time.perf_counter() - began)
    finally:
        os.close(handle)
        path.unlink()
    return latency(seconds)


def measure_commit(site: DeskSite) -> dict[str, float]:
    """Measure one event made durable by the production journal, in a database of its own."""
    seconds = []
    with tempfile.TemporaryDirectory(dir=site.config_path.parent) as folder:
        database = OwnedDatabase(Path(folder) / "desk.db")
        try:
            journal = Journal(
                database,
                SystemClock(),
                site.config.office_id,
                site.config.device_id,
                lambda head: head.hash.encode(),
            )
            for number in range(ROUNDS):
                began = time.perf_counter()
                journal.record([CameraOpened(f"opening-{number}", Purpose.SERVICE)], SYSTEM, None)
                seconds.append(time.perf_counter() - began)
        finally:
            database.close()
    return latency(seconds)
