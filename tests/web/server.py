"""The pages on a real socket: a desk and its server in a thread, stopped by its own handle."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import httpx
import uvicorn
from argon2 import PasswordHasher

from kiosk.config import load_config
from kiosk.desk.accounts import Accounts, Role
from kiosk.desk.api_tokens import ApiTokens
from kiosk.desk.live import Live
from kiosk.desk.office_settings import OfficeSettings
from kiosk.domain.ids import OfficerId
from kiosk.lib.listeners import listen_tcp, server_of
from kiosk.lib.worker import Worker
from kiosk.reports.hours import open_part
from kiosk.reports.report import Setting
from kiosk.web.app import HallParts, build_pages
from kiosk.web.figures import ReportDesk
from tests.offered import Offered
from tests.offices import Setup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from starlette.routing import BaseRoute

    from kiosk.config import Config
    from kiosk.domain.ids import CounterNo

T = TypeVar("T")

PIN = "246810"
LIMIT_S = 10.0
BOARD_TOKEN = "board-of-the-hall"
BOARD = f"/board/{BOARD_TOKEN}"

OFFICERS = (
    ("cb-01", "Nguyễn Thị Hòa", Role.OFFICER),
    ("cb-02", "Trần Văn Bình", Role.OFFICER),
    ("pt-01", "Lê Thị Phương", Role.SUPERVISOR),
    ("kt-01", "Đỗ Minh", Role.TECHNICIAN),
)


def report_setting(office: Setup) -> Setting:
    """Give what a report must know of the office of a test."""
    zone = ZoneInfo(office.config.office.timezone)
    open_ms = open_part(office.config.office_calendar, zone)
    catalogue = office.config.catalogue
    return Setting(office.config.office.name, catalogue, zone, office.journal.now(), open_ms)


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


class PageServer:
    """Pages of one office at ``address``; what touches the desk goes through :meth:`on_desk`."""

    def __init__(
        self, folder: Path, port: int = 0, config: Config | None = None, authority: bytes | None = None
    ) -> None:
        self._folder = folder
        self._authority = authority
        self._config = config or load_config(None)
        self._socket = listen_tcp("127.0.0.1", port)
        self.port: int = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._ready = threading.Event()
        self._crash: BaseException | None = None
        self._clients: list[httpx.Client] = []
        self._worker = Worker("pages", self._serve, on_crash=self._crashed)

    def start(self) -> None:
        self._worker.start()
        assert self._ready.wait(LIMIT_S), "the server did not come up"
        if self._crash is not None:
            raise self._crash

    def stop(self) -> None:
        for client in self._clients:
            client.close()
        self._worker.wake_to_stop()
        self._loop.call_soon_threadsafe(self._end)
        self._worker.stop(LIMIT_S)
        self._socket.close()

    def on_desk(self, act: Callable[[Setup], T]) -> T:
        """Do something with the office on its own loop."""

        async def acted() -> T:
            return act(self._office)

        return asyncio.run_coroutine_threadsafe(acted(), self._loop).result(LIMIT_S)

    def listeners(self) -> int:
        return self.on_desk(lambda _office: self._live.listeners)

    def routes(self) -> Sequence[BaseRoute]:
        """List what the pages answer to."""
        return self._pages.routes

    def session(self, officer: str, counter: CounterNo | None) -> str:
        """Begin a session for anyone, a technician too, and give its secret."""

        def begin(office: Setup) -> str:
            accounts = Accounts(office.database.conn)
            token = accounts.begin_session(officer, office.clock.wall(), office.desk.open_day())
            accounts.sit_down(token, counter)
            return token

        return self.on_desk(begin)

    def client(self) -> httpx.Client:
        headers = {"X-Requested-With": "kiosk", "Origin": self.address}
        client = httpx.Client(base_url=self.address, headers=headers, timeout=LIMIT_S)
        self._clients.append(client)
        return client

    def officer(self, officer: str = "cb-01", counter: int = 2) -> Officer:
        """Sign an officer in."""
        client = self.client()
        answer = client.post("/api/session", json={"officer": officer, "pin": PIN, "counter": counter})
        assert answer.status_code == 200, answer.text
        return Officer(self, client, counter)

    def _serve(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._office = Setup(self._folder, config=self._config)
        accounts = Accounts(self._office.database.conn)
        accounts._hasher = PasswordHasher(time_cost=1, memory_cost=64)
        known = {account.officer for account in accounts.all()}
        for officer, name, role in OFFICERS:
            if officer not in known:
                accounts.add(OfficerId(officer), name, role, PIN)
        self._live = Live(self._office.desk)
        self.tokens = ApiTokens(self._office.database.conn)
        self.settings = OfficeSettings(self._office.database.conn, self._office.desk)
        self.offer = Offered()
        hall = HallParts(
            BOARD_TOKEN, self.tokens, self.settings, self.offer, self.address, authority=self._authority
        )
        office = self._office
        reports = ReportDesk(office.database.path, lambda: report_setting(office))
        self._pages = build_pages(office.desk, self._live, accounts, office.clock, hall, reports=reports)
        self._server = _Server(server_of(self._pages).config)
        serving = asyncio.create_task(self._server.serve([self._socket]))
        await asyncio.to_thread(self._server.listening.wait, LIMIT_S)
        self._ready.set()
        try:
            await serving
        finally:
            self._office.close()

    def _end(self) -> None:
        self._live.close()
        self._server.should_exit = True

    def _crashed(self, error: BaseException) -> None:
        self._crash = error
        self._ready.set()


class Officer:
    """An officer's browser, without the browser."""

    def __init__(self, server: PageServer, client: httpx.Client, counter: int) -> None:
        self._server = server
        self.client = client
        self.counter = counter
        self._sent = 0

    def give(self, kind: str, command_id: str | None = None, **values: object) -> httpx.Response:
        """Send a command, dated now."""
        self._sent += 1
        issued = self._server.on_desk(Setup.issued)
        command = {
            "type": kind,
            "command_id": command_id or f"{id(self)}-{self._sent}",
            "issued": {"boot": issued.boot, "boot_ms": issued.boot_ms},
            **values,
        }
        return self.client.post("/api/commands", json=command)

    def call_next(self, command_id: str | None = None) -> httpx.Response:
        return self.give("CallNext", command_id, counter=self.counter)

    def act(self, kind: str, ticket: dict[str, Any]) -> dict[str, Any]:
        """Do a step with a ticket and give the ticket after it."""
        answer = self.give(kind, ticket=ticket["ticket"], version=ticket["version"])
        assert answer.status_code == 200, answer.text
        after = answer.json()["ticket"]
        assert isinstance(after, dict)
        return after


@contextmanager
def updates(client: httpx.Client, path: str) -> Iterator[Iterator[dict[str, Any]]]:
    """Listen to server-sent events; each state comes decoded, beats are left out."""
    with client.stream("GET", path) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield _states(response)


def _states(response: httpx.Response) -> Iterator[dict[str, Any]]:
    is_beat = False
    for line in response.iter_lines():
        if line.startswith("data: ") and not is_beat:
            yield json.loads(line.removeprefix("data: "))
        is_beat = line == "event: beat"
