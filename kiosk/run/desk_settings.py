"""The configuration that the desk keeps to today, where it differs from this process's own file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk.config import parse_config
from kiosk.link.client import DeskLink

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.config import Config


class DeskSettings:
    """Follows the settings in force. Belongs to one thread."""

    def __init__(self, socket: Path, config: Config) -> None:
        """Begin with what this process was started with."""
        self._link = DeskLink(socket)
        self._config = config
        self._known = config.sha256

    def renewed(self, sha256: str) -> Config | None:
        """Give the configuration in force when it has another hash than the last one; None when it has not.

        Raises:
            DeskAway: The desk does not answer.
            ConfigInvalid: It sent what this program does not accept.
        """
        if sha256 == self._known:
            return None
        told = self._link.settings()
        config = parse_config({**msgspec.to_builtins(self._config), **told["tables"]}, "the desk's settings")
        self._known = told["sha256"]
        return config

    def close(self) -> None:
        """Let the connection go."""
        self._link.close()
