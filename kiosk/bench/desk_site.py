"""A desk to measure: its folder, a configuration of many counters, its process."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.bench.afternoon import afternoon
from kiosk.config import Config, load_config
from kiosk.desk.accounts import Accounts, Role
from kiosk.domain.ids import CounterNo, OfficerId
from kiosk.errors import DeskAway
from kiosk.lib.clock import SystemClock
from kiosk.lib.probes import answers
from kiosk.run.paths import DeskPaths
from kiosk.store.database import OwnedDatabase

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.lib.units import WallMs

PIN = "bench-only"
BOARD = "/board/bench-only-address"
"""The board's address."""

START_LIMIT_S = 60.0
POLL_S = 0.05


class DeskSite:
    """One office of many counters in a folder of its own, each counter for every field."""

    def __init__(self, folder: Path, counters: int, *, extra: str = "") -> None:
        """Write the configuration.

        Args:
            extra: More of it, as TOML.
        """
        self.config_path = folder / "kiosk.toml"
        self.port = _free_port()
        self.config_path.write_text(_toml(folder, self.port, counters) + extra, encoding="utf-8")
        self.config: Config = load_config(self.config_path)
        self.paths = DeskPaths.of(self.config)

    def seat_officers(self) -> list[str]:
        """Make an account and a session for each counter; give the sessions' secrets in their order."""
        database = OwnedDatabase(self.paths.database)
        try:
            accounts = Accounts(database.conn)
            now: WallMs = SystemClock().wall()
            tokens = []
            for counter in self.config.catalogue.counters:
                officer = OfficerId(f"cb-{counter.number:02d}")
                accounts.add(officer, officer, Role.OFFICER, PIN)
                token = accounts.begin_session(officer, now)
                accounts.sit_down(token, CounterNo(counter.number))
                tokens.append(token)
        finally:
            database.close()
        return tokens

    def start(self) -> subprocess.Popen[bytes]:
        """Start the production desk and wait until it listens.

        Raises:
            DeskAway: It ended, or took too long.
        """
        desk = subprocess.Popen(  # noqa: S603  # our own program, without a shell
            [sys.executable, "-m", "kiosk", "desk", "--config", str(self.config_path)],
            stderr=subprocess.PIPE,
        )
        end = time.monotonic() + START_LIMIT_S
        while not answers(self.paths.socket):
            if desk.poll() is not None or time.monotonic() > end:
                desk.kill()
                _, said = desk.communicate()
                raise DeskAway(f"the desk did not start: {said.decode(errors='replace').strip()[-300:]}")
            time.sleep(POLL_S)
        return desk


def _toml(folder: Path, port: int, counters: int) -> str:
    fields = json.dumps([field.code for field in load_config(None).field])
    desk = f'[desk]\nstate_dir = "{folder}/state"\nruntime_dir = "{folder}/run"\nport = {port}\n'
    desk += f'[pages]\ntls = false\nboard_token = "{BOARD.rpartition("/")[2]}"\n'
    return (
        desk
        + afternoon(datetime.now(UTC))
        + "".join(
            f"\n[[counter]]\nnumber = {number}\nfields = {fields}\n" for number in range(1, counters + 1)
        )
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
