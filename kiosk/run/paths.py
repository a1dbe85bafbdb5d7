"""A desk's files and folders."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.config import Config


@dataclass(frozen=True, slots=True)
class DeskPaths:
    """A desk's files and folders."""

    state: Path
    runtime: Path

    @classmethod
    def of(cls, config: Config) -> DeskPaths:
        """Take them from the configuration."""
        return cls(Path(config.desk.state_dir), Path(config.desk.runtime_dir))

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.state / "desk.db"

    @property
    def device_key(self) -> Path:
        """The device's private Ed25519 key: systemd's credential where the unit was given one (systemd.exec(5))."""
        credential = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nonexistent")) / "device.key"
        return credential if credential.exists() else self.state / "device.key"

    @property
    def tls(self) -> Path:
        """Folder of the certificate that this machine makes for its pages."""
        return self.state / "tls"

    @property
    def backups(self) -> Path:
        """Folder of the database's copies."""
        return self.state / "backups"

    @property
    def reserve(self) -> Path:
        """Room kept back for a full disk."""
        return self.state / "reserve"

    @property
    def suspect(self) -> Path:
        """A mark that the database was found damaged and must be checked whole."""
        return self.state / "desk.db.suspect"

    @property
    def door_certificate(self) -> Path:
        """What the office's other kiosks are shown; made at each start."""
        return self.runtime / "kiosks.crt"

    @property
    def socket(self) -> Path:
        """The screen's unix socket."""
        return self.runtime / "desk.sock"
