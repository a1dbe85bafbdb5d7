"""The desk process: built, started in order, stopped in reverse."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import ExitStack
from typing import TYPE_CHECKING

from kiosk.desk.accounts import Accounts
from kiosk.desk.gallery import Gallery
from kiosk.desk.live import Live
from kiosk.desk.looks import FaceRules, Looks
from kiosk.desk.service import Desk
from kiosk.desk.socket_api import build_socket_api
from kiosk.face.weights import NEEDED
from kiosk.lib import systemd
from kiosk.lib.clock import SystemClock
from kiosk.lib.listeners import listen_tcp, listen_unix, server_of
from kiosk.lib.logs import start_logging
from kiosk.lib.sealing import SealingKey
from kiosk.models.manifest import model_named
from kiosk.run.backups import BackupWorker
from kiosk.run.journals import take_up
from kiosk.run.kiosk_door import open_door, serve_kiosks
from kiosk.run.paths import DeskPaths
from kiosk.run.promising import DailyPromiser
from kiosk.run.pulse import Pulse
from kiosk.run.recovery import open_or_recover
from kiosk.run.syncing import CentralSync, kept_configs
from kiosk.store.checkpoints import CheckpointWorker
from kiosk.store.reserve import Reserve
from kiosk.web.app import build_pages

if TYPE_CHECKING:
    import socket
    from collections.abc import Coroutine

    import uvicorn

    from kiosk.config import Config
    from kiosk.store.database import OwnedDatabase

log = logging.getLogger(__name__)

TICK_S = 1.0


def run_desk(config: Config, upcoming: tuple[Config, ...] = ()) -> int:
    """Serve until SIGTERM or SIGINT; give the exit code.

    Args:
        upcoming: What will hold from a later date on; see `kiosk.config.load_upcoming`.

    Raises:
        Refused: The configuration, the database or another desk forbids it.
        PortInUse: An address cannot be had.
    """
    start_logging("desk")
    paths = DeskPaths.of(config)
    with ExitStack() as stack:
        database = open_or_recover(config, paths)
        stack.callback(database.close)
        listener = listen_tcp(config.desk.host, config.desk.port)
        stack.callback(listener.close)
        door = open_door(config)
        if door is not None:
            stack.callback(door.close)
        local = listen_unix(paths.socket)
        stack.callback(paths.socket.unlink, missing_ok=True)
        stack.callback(local.close)
        asyncio.run(_serve((config, *upcoming), paths, database, (listener, local, door)))
    return 0


async def _serve(
    configs: tuple[Config, ...],
    paths: DeskPaths,
    database: OwnedDatabase,
    sockets: tuple[socket.socket, socket.socket, socket.socket | None],
) -> None:
    config, *upcoming = configs
    listener, local, door = sockets
    clock = SystemClock()
    section = config.face
    rules = FaceRules(
        section.embedder,
        model_named(NEEDED[section.embedder][0]).sha256,
        section.accept,
        section.margin,
        section.liveness,
        section.accept_flat,
    )
    looks = Looks(config.office.id, rules, Gallery(paths.runtime), SealingKey())
    journal = take_up(config, paths, database)
    promiser = DailyPromiser(database.conn, config)
    desk = Desk(config, journal, looks, promiser=promiser, upcoming=(*upcoming, *kept_configs(config)))
    desk.reserve = Reserve(paths.reserve)
    pulse = Pulse(desk, paths)
    pulse.start()
    live = Live(desk)
    page_url = config.desk.public_url or f"http://{config.desk.host}:{listener.getsockname()[1]}"
    served = [
        (server_of(build_pages(desk, live, Accounts(database.conn), config, clock)), listener),
        (server_of(build_socket_api(desk, live, looks, config, page_url)), local),
    ]
    if door is not None:
        served.append((serve_kiosks(config, paths, desk, live, looks, page_url=page_url), door))
    loop = asyncio.get_running_loop()

    def plan(published: tuple[Config, ...]) -> None:
        loop.call_soon_threadsafe(desk.plan, (*upcoming, *published))

    sync = CentralSync(config, plan)
    desk.on_change.append(sync.notify)
    sync.start()
    # Without it commits move the log themselves, later and less often.
    checkpoints = CheckpointWorker(
        paths.database, on_crash=lambda _error: log.critical("checkpoints have ended")
    )
    checkpoints.start()
    backups = BackupWorker(
        config, clock=clock, on_crash=lambda _error: log.critical("no more backups are made")
    )
    backups.start()
    if section.accept_flat:
        log.warning("flat pictures are accepted as faces: this is a demonstration, not an office")
    log.info("pages at %s, screen at %s", page_url, paths.socket)
    try:
        await _until_told(served, pulse, live)
    finally:
        backups.stop()
        checkpoints.stop()
        sync.stop()


async def _until_told(served: list[tuple[uvicorn.Server, socket.socket]], pulse: Pulse, live: Live) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    serving = [
        asyncio.create_task(_until_end(server.serve(sockets=[sock]), stopping)) for server, sock in served
    ]
    ticking = asyncio.create_task(_until_end(_tick(pulse), stopping))
    systemd.notify("READY=1")
    await stopping.wait()
    systemd.notify("STOPPING=1")
    live.close()
    for server, _ in served:
        server.should_exit = True
    ticking.cancel()
    await asyncio.gather(*serving)
    await asyncio.gather(ticking, return_exceptions=True)
    if ticking.done() and not ticking.cancelled() and (error := ticking.exception()) is not None:
        raise error


async def _until_end(work: Coroutine[None, None, None], stopping: asyncio.Event) -> None:
    try:
        await work
    finally:
        stopping.set()


async def _tick(pulse: Pulse) -> None:
    while True:
        await asyncio.sleep(TICK_S)
        pulse.beat()
        systemd.notify("WATCHDOG=1")
