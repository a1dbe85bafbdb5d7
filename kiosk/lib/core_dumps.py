"""Keeping what a process holds in memory out of files."""

from __future__ import annotations

import resource


def forbid_core_dumps() -> None:
    """Let no crash of this process or of those it starts write its memory, with keys and faces, to a disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
