"""The central server's process, and what its operator does beside it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from kiosk.central import commands, storage_copies
from kiosk.central.accounts import Accounts, read_right
from kiosk.central.app import build_app
from kiosk.central.duty import MANAGING
from kiosk.central.public import standing
from kiosk.config import load_config
from kiosk.errors import CentralAway
from kiosk.lib import systemd
from kiosk.lib.clock import SystemClock
from kiosk.lib.garbage import look_seldom
from kiosk.lib.listeners import listen_tcp, server_of
from kiosk.lib.logs import start_logging
from kiosk.lib.worker import Worker

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import uvicorn
    from starlette.applications import Starlette

    from kiosk.central.storage import Storage
    from kiosk.central.storage_copies import Checked

log = logging.getLogger(__name__)

READER_TOKEN = "KIOSK_CENTRAL_READER_TOKEN"  # noqa: S105 - the variable's name
"""Environment variable with a token that opens the pages without an account; made anew, and printed, where there is
neither the variable nor an account."""

BEAT_S = 5.0
"""A quarter of the unit's WatchdogSec."""

PREPARE_EVERY_S = 24 * 3_600.0
PREPARE_AGAIN_S = 60.0


def run_central(database: str, host: str, port: int, catalogue: Path | None) -> int:
    """Serve until SIGTERM or SIGINT; give the exit code.

    Args:
        catalogue: A kiosk.toml whose fields' names the pages show; None for the product's own.

    Raises:
        ConfigInvalid: The database's address is not understood.
        CentralAway: The database does not answer.
        PortInUse: The address cannot be had.
    """
    start_logging("central")
    fields = {str(field.code): field.name_vi for field in load_config(catalogue).catalogue.fields}
    with closing(commands.open_storage(database)) as storage, closing(listen_tcp(host, port)) as listener:
        token = os.environ.get(READER_TOKEN)
        if not token and not Accounts(storage, SystemClock()).any():
            token = commands.make_reader_token()
            print(f"pages: http://{host}:{port}/?token={token}", flush=True)
        look_seldom()
        with _preparing(storage):
            asyncio.run(_serve(build_app(storage, token, fields=fields), listener))
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


def check_database(database: str) -> Checked:
    """Check every hash and link.

    Raises:
        LogBroken: The first bad place.
    """
    with closing(commands.open_storage(database)) as storage:
        return storage_copies.check(storage)


@contextmanager
def _preparing(storage: Storage) -> Iterator[None]:
    """Make room for the months to come, now and every day."""

    def round_() -> None:
        try:
            storage.prepare(SystemClock().wall())
            storage.work_as(MANAGING, partial(standing.sweep, now=SystemClock().wall()))
        except CentralAway as error:
            log.warning("no partitions made ahead: %s", error)
            worker.pause(PREPARE_AGAIN_S)
        else:
            worker.pause(PREPARE_EVERY_S)

    worker = Worker("months", round_, on_crash=lambda _: os.kill(os.getpid(), signal.SIGTERM))
    worker.start()
    try:
        yield
    finally:
        worker.stop()


async def _serve(app: Starlette, listener: socket.socket) -> None:
    server = server_of(app)
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
