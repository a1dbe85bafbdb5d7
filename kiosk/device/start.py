"""What is done at every start of a device before its desk: reset if asked for, settings, room, identity."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import embedded_tables, load_config
from kiosk.device.board_watch import watch_board
from kiosk.device.card import ERRORS, RESET, Card
from kiosk.device.displays import put_in_force
from kiosk.device.first_boot import LEFT_BY_QR, take_settings
from kiosk.device.growth import find_growth, grow
from kiosk.device.releases import Releases
from kiosk.device.reset import Places, check_meant, factory_reset
from kiosk.device.setup_store import SetupStore
from kiosk.device.system_settings import SystemSettings
from kiosk.errors import KioskError, ProgramFailed
from kiosk.lib.programs import run_program
from kiosk.lib.start_report import StartReport

if TYPE_CHECKING:
    from collections.abc import Callable

CREDENTIALS = "credentials"
"""Below the settings: the device's key as `systemd-creds` sealed it."""


@dataclass(frozen=True, slots=True)
class Device:
    """Where things lie on a device; ``root`` is another one than ``/`` in tests only."""

    root: Path = Path("/")
    systemctl: str = "systemctl"

    @property
    def settings(self) -> Path:
        """The office's settings."""
        return self.root / "etc/kiosk"

    @property
    def card(self) -> Card:
        """The FAT partition."""
        return Card(self.root / "boot/firmware")

    @property
    def config_path(self) -> Path | None:
        """The office's `kiosk.toml`; None before there is one."""
        path = self.settings / "kiosk.toml"
        return path if path.exists() else None

    @property
    def state(self) -> Path:
        """The desk's data.

        Raises:
            ConfigInvalid: The settings do not hold together.
        """
        return self.root / load_config(self.config_path).desk.state_dir.lstrip("/")

    def places(self) -> Places:
        """What a factory reset empties.

        Raises:
            BadInput: Nothing was installed here.
        """
        releases = Releases(self.root / "opt/kiosk")
        delivered = releases.path_of(releases.current()) / "systemd"
        return Places(self.state, self.settings, self.root / "var/log/journal", delivered)


def start_up(device: Device) -> StartReport:
    """Do it all; what fails is told and keeps nothing else from being done, for an office must open."""
    problems: list[str] = []
    taken = StartReport(None)

    def step(act: Callable[[], list[str]]) -> None:
        try:
            problems.extend(act())
        except (KioskError, OSError) as error:
            problems.append(str(error))

    step(lambda: _reset(device))
    step(_grow)
    store = SetupStore(device.settings, device.root)

    def settle() -> list[str]:
        nonlocal taken
        taken = take_settings(store, device.card, device.state / LEFT_BY_QR, embedded_tables())
        return []

    step(settle)
    step(lambda: put_in_force(device.root, device.settings))
    system = SystemSettings(device.root, device.settings, device.systemctl)

    def enforce() -> list[str]:
        applied = store.applied()
        return [] if applied is None else system.put_in_force(applied)

    step(enforce)

    def identify() -> list[str]:
        system.keep_machine_id(device.card)
        changed = watch_board(device.settings, device.root)
        return [] if changed is None else [changed]

    step(identify)
    step(lambda: _lend_credentials(device))
    return StartReport(taken.applied, taken.refused, tuple(problems))


def _reset(device: Device) -> list[str]:
    asked = device.card.read(RESET)
    if asked is None:
        return []
    try:
        check_meant(asked.decode("utf-8-sig", "replace"), load_config(device.config_path).office.id)
    except KioskError as error:
        device.card.leave(ERRORS, f"{RESET}: {error}\n")
        raise
    factory_reset(device.places())
    device.card.remove(RESET)
    return []


def _grow() -> list[str]:
    try:
        source = run_program("findmnt", "--noheadings", "--output", "SOURCE", "--mountpoint", "/data").strip()
    except ProgramFailed:
        # An installation without a data partition of its own.
        return []
    growth = find_growth(source)
    if growth is not None:
        grow(growth)
    return []


def _lend_credentials(device: Device) -> list[str]:
    """Lay sealed credentials where units look for them; that folder is new at every start."""
    sealed = device.settings / CREDENTIALS
    if sealed.is_dir():
        store = device.root / "run/credstore.encrypted"
        store.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in sealed.iterdir():
            shutil.copyfile(path, store / path.name)
    return []
