"""Freed memory goes back to the system, now and then."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import ctypes, os, time
from kiosk.lib import heap

libc = ctypes.CDLL("libc.so.6")
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
pages = lambda: int(open("/proc/self/statm").read().split()[1])
keeper = heap.HeapKeeper()
blocks = [libc.malloc(100_000) for _ in range(400)]
for block in blocks:
    ctypes.memset(block, 1, 100_000)
for block in blocks[:-1]:
    libc.free(block)
full = pages()
assert not keeper.tidy(), "not yet"
now = time.monotonic()
time.monotonic = lambda: now + heap.TRIM_EVERY_S
assert keeper.tidy()
assert full - pages() > 30_000_000 // os.sysconf("SC_PAGE_SIZE"), (full, pages())
assert not keeper.tidy(), "not at once again"
"""


def test_what_lies_free_between_objects_in_use_goes_back_after_a_while() -> None:
    # In a process of its own, whose heap nobody else moves.
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
