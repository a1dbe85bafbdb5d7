"""Where a device, or a person at a PC, keeps files that are no part of the program."""

from __future__ import annotations

import os
from pathlib import Path

SYSTEM = Path("/var/lib/kiosk")
"""On a device, filled when it is installed."""


def device_folder(name: str, variable: str) -> Path:
    """Tell where files of a kind lie: where the environment says, on the device, or in the user's cache."""
    chosen = os.environ.get(variable)
    if chosen:
        return Path(chosen)
    if os.access(SYSTEM / name, os.R_OK | os.X_OK):
        return SYSTEM / name
    return Path.home() / ".cache" / "kiosk" / name
