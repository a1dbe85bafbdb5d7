"""The option `--config`: whose office a command is about, and as whom it acts there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import load_config
from kiosk.lib.accounts import act_as_owner

if TYPE_CHECKING:
    import argparse

    from kiosk.config import Config

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


def office_as_owner(path: Path | None) -> Config:
    """Give an office's configuration and go on as the account of its data: what root makes there the desk could not open.

    Raises:
        ConfigInvalid: The settings do not hold together.
    """
    config = load_config(path)
    act_as_owner(Path(config.desk.state_dir))
    return config
