"""The log of this machine's database, taken up with its own clock and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.journal import Journal
from kiosk.desk.network_time import is_synchronised
from kiosk.lib.clock import SystemClock
from kiosk.run.device_signatures import head_signer

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.run.paths import DeskPaths
    from kiosk.store.database import OwnedDatabase


def take_up(config: Config, paths: DeskPaths, database: OwnedDatabase) -> Journal:
    """Give the journal by which this process records, now that it owns the database."""
    return Journal(
        database,
        SystemClock(),
        config.office_id,
        config.device_id,
        head_signer(config, paths.device_key),
        has_clock_battery=config.device.clock_battery,
        is_synchronised=is_synchronised,
    )
