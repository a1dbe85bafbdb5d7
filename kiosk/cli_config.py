"""The option `--config`, and what it is where nobody gives it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

DEVICE = "KIOSK_CONFIG"
"""Set by the launcher of a release where the device has settings of an office, so that none is asked about another's."""


def add_config(command: argparse.ArgumentParser) -> None:
    """Let a command about an office be told whose; without it the device's own, elsewhere the embedded configuration."""
    given = os.environ.get(DEVICE)
    command.add_argument(
        "--config",
        type=Path,
        default=Path(given) if given else None,
        help="TOML file; without it that of this device, where it is one, else the embedded configuration",
    )
