"""The central server's process, and what its operator does beside it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.central import commands
from kiosk.central.app import build_app
from kiosk.lib import systemd
from kiosk.lib.clock import SystemClock
from kiosk.lib.listeners import listen_tcp, server_of
from kiosk.lib.logs import start_logging

if TYPE_CHECKING:
    import socket

    import uvicorn
    from starlette.applications import Starlette

log = logging.getLogger(__name__)

READER_TOKEN = "KIOSK_CENTRAL_READER_TOKEN"  # noqa: S105 - the variable's name
"""Environment variable with the token that opens the pages; made anew, and printed, without it."""


def run_central(database: str, host: str, port: int) -> int:
    """Serve until SIGTERM or SIGINT; give the exit code.

    Raises:
        ConfigInvalid: The database's address is not understood.
        CentralAway: The database does not answer.
        PortInUse: The address cannot be had.
    """
    start_logging("central")
    token = os.environ.get(READER_TOKEN)
    if not token:
        token = commands.make_reader_token()
        print(f"pages: http://{host}:{port}/?token={token}", flush=True)
    with closing(commands.open_storage(database)) as storage, closing(listen_tcp(host, port)) as listener:
        asyncio.run(_serve(build_app(storage, token), listener))
    return 0


def add_office(database: str, office: str, name: str) -> str:
    """Admit an office; give the one-time code with which its device enrols.

    Raises:
        BadInput: The id or the name is wrong.
    """
    with closing(commands.open_storage(database)) as storage:
        return commands.add_office(storage, office, name, SystemClock().wall())


async def _serve(app: Starlette, listener: socket.socket) -> None:
    server = server_of(app)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _end, server)
    systemd.notify("READY=1")
    log.info("listening on %s:%s", *listener.getsockname()[:2])
    await server.serve(sockets=[listener])


def _end(server: uvicorn.Server) -> None:
    server.should_exit = True
