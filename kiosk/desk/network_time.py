"""Whether the network has set this machine's clock since it was switched on."""

from __future__ import annotations

from pathlib import Path

SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""systemd-timesyncd touches it at its first answer; /run is new at every boot (systemd.timesyncd(8))."""


def is_synchronised() -> bool:
    """Tell whether systemd-timesyncd has had an answer in this boot."""
    return SYNCHRONISED.exists()
