"""How a process writes its log: one line an entry, to standard error."""

from __future__ import annotations

import logging
import sys


def start_logging(process: str) -> None:
    """Send all log entries to standard error, where systemd's journal takes them."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(f"{process} %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # httpx logs every request's address at INFO; a ticket's token must not reach a log.
    logging.getLogger("httpx").setLevel(logging.WARNING)
