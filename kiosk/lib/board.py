"""Which board this program runs on, as a hash: enough to notice another one, and no serial number in any file."""

from __future__ import annotations

import hashlib
from pathlib import Path

SERIALS = ("proc/device-tree/serial-number", "sys/class/dmi/id/product_uuid", "sys/class/dmi/id/board_serial")
"""A Raspberry Pi and a Jetson have the first; a PC has the others, which only root may read."""

CHANGED = Path("etc/kiosk/board-changed")
"""Below the root: made by the start of a device whose card woke in another board; holds that board's fingerprint."""

PURPOSE = b"kiosk board\n"


def board_fingerprint(root: Path = Path("/")) -> str | None:
    """Give the SHA-256 (hex) of the board's serial number; None where it has none, or it may not be read."""
    for name in SERIALS:
        try:
            serial = (root / name).read_bytes().strip(b"\0 \n")
        except OSError:
            continue
        if serial:
            return hashlib.sha256(PURPOSE + serial).hexdigest()
    return None
