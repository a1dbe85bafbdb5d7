"""What a release does with a copy of the office's data, before and while it is tried."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.config import load_upcoming
from kiosk.doctor.check import Context, Level
from kiosk.doctor.data import DatabaseCheck
from kiosk.doctor.desk import DeskCheck
from kiosk.doctor.examine import examine
from kiosk.doctor.models import ModelsCheck
from kiosk.errors import UpdateRefused
from kiosk.run.device_signatures import signature_checker
from kiosk.run.paths import DeskPaths
from kiosk.store.backup import copy_whole
from kiosk.store.database import OwnedDatabase, open_reader
from kiosk.store.proof import verify

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.config import Config
    from kiosk.lib.clock import Clock


def copy_database(config: Config, target: Path) -> None:
    """Copy the desk's database whole, names included, for this machine's own use.

    Raises:
        DatabaseDamaged: It cannot be read.
        DiskFull: There is no room.
    """
    copy_whole(DeskPaths.of(config).database, target)


def rehearse(config: Config, config_path: Path | None, copy: Path, clock: Clock) -> int:
    """Migrate a copy and prove its log, with weights and settings as they are here; give its number of events.

    Raises:
        Refused: This release cannot work with the data, settings or weights of this office; the message says why.
    """
    load_upcoming(config_path)
    weights = ModelsCheck().run(Context.of(config, clock))
    if weights.level is not Level.OK:
        raise UpdateRefused(f"{weights.what}; {weights.remedy}")
    if not copy.exists():
        return 0
    with closing(OwnedDatabase(copy)) as database:
        return verify(database.conn, signature_checker(config, DeskPaths.of(config).device_key)).events


def see_readable(config: Config) -> None:
    """See that this release can read the desk's database.

    Raises:
        DatabaseNewer: A later release wrote it.
        DatabaseDamaged: It cannot be read, or is gone.
    """
    open_reader(DeskPaths.of(config).database).close()


def health(config: Config, clock: Clock) -> list[str]:
    """Say what is wrong with desk, weights and log of a running office; empty when all is well."""
    context = Context.of(config, clock)
    examined = examine([DeskCheck(), ModelsCheck(), DatabaseCheck()], context)
    return [f"{one.name}: {one.finding.what}" for one in examined if one.finding.level is Level.FAULT]
