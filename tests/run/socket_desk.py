"""A desk on its unix socket, in a thread of the test's, with a clock moved by hand."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from argon2 import PasswordHasher

from kiosk.config import Config
from kiosk.desk.accounts import Accounts, Role
from kiosk.desk.live import Live
from kiosk.desk.socket_api import build_socket_api
from kiosk.desk.technician import TechnicianDoor
from kiosk.domain.ids import OfficerId
from kiosk.lib.listeners import listen_unix, server_of
from kiosk.run.paths import DeskPaths
from kiosk.run.syncing import Syncing
from kiosk.run.technician_acts import Machine, TechnicianActs
from tests.offered import Offered
from tests.offices import Setup

T = TypeVar("T")

LIMIT_S = 10.0

PIN = "246810"
"""The one technician's."""

SELF_TEST = (
    '{"level": "warning", "checks":'
    ' [{"check": "disk", "level": "warning", "what": "512 MiB free", "remedy": "delete what does not belong"}]}'
)


class SocketDesk:
    """Serves until :meth:`stop`; another one on the same folder is the desk after a restart.

    Attributes:
        offer: What central offers.
    """

    def __init__(self, folder: Path, config: Config) -> None:
        self.socket = folder / "desk.sock"
        self._folder = folder
        self._config = config
        self.offer = Offered()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()))
        self._thread.start()
        assert self._ready.wait(LIMIT_S)

    def on_desk(self, work: Callable[[Setup], T]) -> T:
        """Do something with the desk on its own loop."""

        async def done() -> T:
            return work(self._office)

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(LIMIT_S)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(LIMIT_S)
        assert not self._thread.is_alive()

    def _acts(self) -> TechnicianActs:
        syncing = Syncing(self._config, DeskPaths(self._folder / "state", self._folder), self._office.desk)
        machine = Machine(lambda: SELF_TEST, lambda: self._folder, lambda _shown: None, self.offer)
        return TechnicianActs(self._config, self._office.desk, syncing, machine)

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._office = office = Setup(self._folder, config=self._config)
        live = Live(office.desk)
        accounts = Accounts(office.database.conn)
        accounts._hasher = PasswordHasher(time_cost=1, memory_cost=64)
        accounts.add(OfficerId("kt-01"), "Kỹ thuật", Role.TECHNICIAN, PIN)
        door = TechnicianDoor(accounts, office.clock, self._acts().by_name())
        api = build_socket_api(office.desk, live, office.looks, "http://desk", door=door)
        server = server_of(api)
        listener = listen_unix(self.socket)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        self._ready.set()
        await self._stopping.wait()
        live.close()
        server.should_exit = True
        await serving
        listener.close()
        self.socket.unlink()
        office.close()
