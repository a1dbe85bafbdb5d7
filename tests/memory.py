"""Folders in memory: real files and a real SQLite, whose commits wait for no disk.

For tests of what an office does; those of what a disk does stay on one.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
ROOM_BYTES = 256 * 1024 * 1024
"""Far more than a test's office takes; a container's tmpfs may be smaller."""


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """Give an empty folder, on a disk where memory has no room for it."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    with tempfile.TemporaryDirectory(prefix="kiosk-test-", dir=MEMORY if has_room else None) as folder:
        yield Path(folder)


@pytest.fixture
def memory_path() -> Iterator[Path]:
    """The test's own folder."""
    with folder_in_memory() as folder:
        yield folder


@pytest.fixture
def tmp_path(memory_path: Path) -> Path:
    """The same, for a package whose conftest takes it in place of pytest's folder on a disk."""
    return memory_path
