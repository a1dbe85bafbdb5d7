"""Keeping what a process holds in memory out of files."""

from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path

DUMPED = Path("/proc/self/coredump_filter")
"""Which kinds of memory a dump holds; the limit alone does not bind a program that the kernel pipes dumps to (core(5))."""


def forbid_core_dumps() -> None:
    """Let no crash of this process or of those it starts write its memory, with keys and faces, to a disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A kernel that knows no such choice still has the limit.
    with suppress(OSError):
        DUMPED.write_text("0", "ascii")
