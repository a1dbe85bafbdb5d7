"""The central server's process, and what its operator does beside it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from kiosk.central import commands, storage_copies
from kiosk.central.accounts import Accounts, read_right
from kiosk.central.app import build_app
from kiosk.central.duty import MANAGING
from kiosk.central.public import standing
from kiosk.central.reports.opening import OpeningHours
from kiosk.central.reports.refresh import Refresher
from kiosk.central.rollouts import Rollouts
from kiosk.config import load_config
from kiosk.errors import CentralAway, EnvironmentProblem
from kiosk.lib import systemd
from kiosk.lib.clock import SystemClock
from kiosk.lib.garbage import look_seldom
from kiosk.lib.listeners import listen_tcp, server_of
from kiosk.lib.logs import start_logging
from kiosk.lib.worker import Worker

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import uvicorn
    from starlette.applications import Starlette

    from kiosk.central.storage import Storage
    from kiosk.central.storage_copies import Checked
    from kiosk.config import Config

log = logging.getLogger(__name__)

READER_TOKEN = "KIOSK_CENTRAL_READER_TOKEN"  # noqa: S105 - the variable's name
"""Environment variable with a token that opens the pages without an account; made anew, and printed, where there is
neither the variable nor an account."""

BEAT_S = 5.0
"""A quarter of the unit's WatchdogSec."""

PREPARE_EVERY_S = 24 * 3_600.0
PREPARE_AGAIN_S = 60.0
ADVANCE_EVERY_S = 20.0
"""A desk tells within five minutes; the page of a roll-out need not lag behind that."""

REFRESH_EVERY_S = 2.0
REFRESH_AGAIN_S = 10.0
STOP_S = 30.0
REST_FOR_WORK = 3
"""The reports' figures take at most a quarter of a processor's time from the taking in of events."""


def run_central(
    database: str, host: str, port: int, catalogue: Path | None, releases: Path | None = None
) -> int:
    """Serve until SIGTERM or SIGINT; give the exit code.

    Args:
        catalogue: A kiosk.toml whose fields' names the pages show, and whose hours the reports take for offices that
            have none of their own; None for the product's own.
        releases: Folder of the bundles on offer; None for :func:`kiosk.central.commands.releases_folder`.

    Raises:
        ConfigInvalid: The database's address is not understood.
        CentralAway: The database does not answer.
        PortInUse: The address cannot be had.
    """
    start_logging("central")
    usual = load_config(catalogue)
    fields = {str(field.code): field.name_vi for field in usual.catalogue.fields}
    with closing(commands.open_storage(database)) as storage, closing(listen_tcp(host, port)) as listener:
        token = os.environ.get(READER_TOKEN)
        if not token and not Accounts(storage, SystemClock()).any():
            token = commands.make_reader_token()
            print(f"pages: http://{host}:{port}/?token={token}", flush=True)
        look_seldom()
        folder = releases or commands.releases_folder(database)
        app = build_app(storage, token, fields=fields, releases=folder, usual=usual)
        with _preparing(storage), _rolling_out(storage), _refreshing(storage, usual):
            asyncio.run(_serve(app, listener))
    return 0


def add_office(database: str, office: str, name: str, area: str = "") -> str:
    """Admit an office; give the one-time code with which its device enrols.

    Raises:
        BadInput: The id, the name or the area is wrong.
    """
    with closing(commands.open_storage(database)) as storage:
        return commands.add_office(storage, office, name, SystemClock().wall(), area)


def set_account(database: str, account: str, password: str, rights: Sequence[str]) -> None:
    """Add an account, or give one another password and other rights.

    Raises:
        BadInput: The name, the password or a right is none.
    """
    with closing(commands.open_storage(database)) as storage:
        Accounts(storage, SystemClock()).add(account, password, [read_right(right) for right in rights])


def remove_account(database: str, account: str) -> None:
    """Remove an account.

    Raises:
        BadInput: There is none of that name.
    """
    with closing(commands.open_storage(database)) as storage:
        Accounts(storage, SystemClock()).remove(account)


def init_database(database: str, serve_as: str | None) -> None:
    """Make or migrate the tables.

    Raises:
        ConfigInvalid: The address is none, or the right to do it is missing.
        CentralAway: The database does not answer.
        DatabaseNewer: A later version of this product made the tables.
    """
    if commands.is_postgres(database):
        from kiosk.central.postgres_setup import init

        init(database, SystemClock().wall(), serve_as)
    commands.open_storage(database).close()


def keep_up(database: str) -> None:
    """Do what is to be done once a night; SQLite needs nothing.

    Raises:
        ConfigInvalid: The address is none, or not the owner's.
        CentralAway: The database does not answer.
    """
    if commands.is_postgres(database):
        from kiosk.central.postgres_setup import upkeep

        upkeep(database, SystemClock().wall())


def refresh_reports(database: str, catalogue: Path | None) -> None:
    """Bring the reports up to all events at once; `serve` does the same little by little.

    Raises:
        ConfigInvalid: The address is none.
        CentralAway: The database does not answer.
    """
    with closing(commands.open_storage(database)) as storage:
        Refresher(storage, OpeningHours(storage, load_config(catalogue))).refresh_all()


def check_database(database: str) -> Checked:
    """Check every hash and link.

    Raises:
        LogBroken: The first bad place.
    """
    with closing(commands.open_storage(database)) as storage:
        return storage_copies.check(storage)


def _preparing(storage: Storage) -> AbstractContextManager[None]:
    """Make room for the months to come, now and every day."""

    def prepare() -> float:
        try:
            storage.prepare(SystemClock().wall())
            storage.work_as(MANAGING, partial(standing.sweep, now=SystemClock().wall()))
        except CentralAway as error:
            log.warning("no partitions made ahead: %s", error)
            return PREPARE_AGAIN_S
        return PREPARE_EVERY_S

    return _working("months", prepare)


def _rolling_out(storage: Storage) -> AbstractContextManager[None]:
    """Look at the roll-outs that go on every so often; any number of processes may."""
    rollouts = Rollouts(storage, SystemClock())

    def advance() -> float:
        try:
            rollouts.advance()
        except EnvironmentProblem as error:
            log.warning("roll-outs do not go on: %s", error)
        return ADVANCE_EVERY_S

    return _working("rollouts", advance)


def _refreshing(storage: Storage, usual: Config) -> AbstractContextManager[None]:
    """Keep the reports up to the events, a few days at a time; any number of processes may."""
    refresher = Refresher(storage, OpeningHours(storage, usual))

    def refresh() -> float:
        started = time.monotonic()
        try:
            worked = refresher.refresh()
        except EnvironmentProblem as error:
            log.warning("reports do not follow: %s", error)
            return REFRESH_AGAIN_S
        took = time.monotonic() - started
        return took * REST_FOR_WORK if worked else REFRESH_EVERY_S

    return _working("reports", refresh)


@contextmanager
def _working(name: str, work: Callable[[], float]) -> Iterator[None]:
    """Do something again and again, each time after the seconds it says; a bug in it ends the process."""

    def round_() -> None:
        worker.pause(work())

    worker = Worker(name, round_, on_crash=lambda _: os.kill(os.getpid(), signal.SIGTERM))
    worker.start()
    try:
        yield
    finally:
        worker.stop(STOP_S)


async def _serve(app: Starlette, listener: socket.socket) -> None:
    server = server_of(app, behind_proxy=True)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _end, server)
    systemd.notify("READY=1")
    log.info("listening on %s:%s", *listener.getsockname()[:2])
    beating = asyncio.create_task(_beat())
    try:
        await server.serve(sockets=[listener])
    finally:
        beating.cancel()


async def _beat() -> None:
    while True:
        systemd.notify("WATCHDOG=1")
        await asyncio.sleep(BEAT_S)


def _end(server: uvicorn.Server) -> None:
    server.should_exit = True
