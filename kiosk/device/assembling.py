"""The updater of this machine, with its own folders, units and clock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import load_config
from kiosk.device.keeping import KeptData
from kiosk.device.progress import Notebook
from kiosk.device.quiet_hours import reason_to_wait
from kiosk.device.releases import ROOT, Releases
from kiosk.device.trial import LIMIT_S, Trial
from kiosk.device.units import Units
from kiosk.device.updater import Updater
from kiosk.errors import ProgramFailed
from kiosk.lib.programs import run_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.lib.clock import Clock

NS_PER_S = 1_000_000_000


def updater_of(
    config_path: Path,
    clock: Clock,
    pause: Callable[[float], None],
    *,
    limit_s: float = LIMIT_S,
) -> Updater:
    """Put the updater of a machine together.

    Args:
        pause: Waits so many seconds.
        limit_s: Within which a release on trial must have proved itself.

    Raises:
        BadInput: Nothing was installed there.
        ConfigInvalid: The office's settings do not hold together.
    """
    config = load_config(config_path if config_path.exists() else None)
    releases = Releases(ROOT)
    units = Units(releases.describe(releases.current()).role)
    state = Path(config.desk.state_dir)

    def look() -> list[str]:
        return units.problems() + _health(releases, units, state, config_path)

    return Updater(
        releases,
        Notebook(ROOT),
        units,
        KeptData(releases, state, config_path),
        Trial(look, lambda: clock.boot_ns() / NS_PER_S, pause, limit_s),
        clock,
        lambda: reason_to_wait(config, clock.wall()),
    )


def _health(releases: Releases, units: Units, state: Path, config: Path) -> list[str]:
    """Ask the release in force about itself; a second kiosk's and a central server's units say all there is."""
    if units.role != "kiosk":
        return []
    try:
        run_program(
            releases.program(releases.current()), "update", "health", "--config", config, owner_of=state
        )
    except ProgramFailed as error:
        return [str(error)]
    return []
