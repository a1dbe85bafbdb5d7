"""The relay process: a second kiosk's socket on one side, the office's desk on the other."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.errors import ConfigInvalid
from kiosk.lib import systemd
from kiosk.lib.listeners import listen_unix, server_of
from kiosk.lib.logs import start_logging
from kiosk.lib.signing import load_or_make_private_key, public_text
from kiosk.link.relay import Relay
from kiosk.run.paths import DeskPaths

if TYPE_CHECKING:
    import socket

    from kiosk.config import Config

BEAT_S = 3.0
"""A third of the unit's WatchdogSec."""

log = logging.getLogger(__name__)


def run_relay(config: Config) -> int:
    """Serve until SIGTERM or SIGINT; give the exit code.

    Raises:
        ConfigInvalid: No desk is named.
        BadInput: This device's key can be neither read nor made.
        PortInUse: The socket cannot be had.
    """
    if not config.relay.desk:
        raise ConfigInvalid("[relay] desk is empty; name the desk's host and port, or run `kiosk desk` here")
    start_logging("relay")
    paths = DeskPaths.of(config)
    key = load_or_make_private_key(_state(paths).device_key)
    relay = Relay(config.relay.desk, config.relay.desk_key, config.device.id, key)
    with closing(listen_unix(paths.socket)) as listener:
        try:
            asyncio.run(_serve(relay, listener))
        finally:
            paths.socket.unlink(missing_ok=True)
    return 0


def device_key_text(config: Config) -> str:
    """Give this device's public key, as other machines' configurations name it.

    Raises:
        BadInput: It can be neither read nor made.
    """
    return public_text(load_or_make_private_key(_state(DeskPaths.of(config)).device_key))


def _state(paths: DeskPaths) -> DeskPaths:
    paths.state.mkdir(parents=True, exist_ok=True)
    return paths


async def _serve(relay: Relay, listener: socket.socket) -> None:
    server = server_of(relay.app())
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    systemd.notify("READY=1")
    log.info("listening for the screen")
    beating = asyncio.create_task(_beat())
    await asyncio.wait(
        {serving, beating, asyncio.create_task(stopping.wait())}, return_when=asyncio.FIRST_COMPLETED
    )
    beating.cancel()
    systemd.notify("STOPPING=1")
    # The stream of updates has no end of its own: cutting the line to the desk ends it.
    await relay.close()
    server.should_exit = True
    await serving


async def _beat() -> None:
    while True:
        systemd.notify("WATCHDOG=1")
        await asyncio.sleep(BEAT_S)
