"""How far a long command has come, on the terminal."""

from __future__ import annotations

import sys

BAR_WIDTH = 40


def show_progress(done: int, total: int) -> None:
    """Draw the bar on a terminal; write nothing into a file."""
    if not sys.stderr.isatty():
        return
    filled = BAR_WIDTH * done // total
    end = "\n" if done == total else ""
    sys.stderr.write(f"\r[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {done}/{total}{end}")
    sys.stderr.flush()
