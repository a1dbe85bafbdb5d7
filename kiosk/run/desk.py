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
from kiosk.desk.place_slips import PlaceSlips
from kiosk.desk.service import Desk
from kiosk.desk.socket_api import build_socket_api
from kiosk.desk.technician import TechnicianDoor
from kiosk.face.weights import EMBEDDER_MODELS
from kiosk.lib import systemd
from kiosk.lib.clock import SystemClock
from kiosk.lib.listeners import listen_tcp, listen_unix, server_of
from kiosk.lib.logs import start_logging
from kiosk.lib.sealing import SealingKey
from kiosk.models.manifest import model_named
from kiosk.run.backups import BackupWorker
from kiosk.run.central_line import line_to_central
from kiosk.run.device_signatures import text_signer
from kiosk.run.journals import take_up
from kiosk.run.paths import DeskPaths
from kiosk.run.printing import start_printing
from kiosk.run.promising import DailyPromiser
from kiosk.run.pulse import Pulse
from kiosk.run.recovery import open_or_recover
from kiosk.store.checkpoints import CheckpointWorker
from kiosk.store.reserve import Reserve
from kiosk.sync.worker import SyncWorker
from kiosk.web.app import build_pages

if TYPE_CHECKING:
    import socket
    from collections.abc import Coroutine

    import uvicorn

    from kiosk.config import Config
    from kiosk.desk.technician import SelfTest
    from kiosk.store.database import OwnedDatabase

log = logging.getLogger(__name__)

TICK_S = 1.0


def run_desk(config: Config, upcoming: tuple[Config, ...] = (), *, self_test: SelfTest) -> int:
    """Serve until SIGTERM or SIGINT; give the exit code.

    Args:
        upcoming: What will hold from a later date on; see `kiosk.config.load_upcoming`.
        self_test: What the technician's corner of the screen asks for.

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
        local = listen_unix(paths.socket)
        stack.callback(paths.socket.unlink, missing_ok=True)
        stack.callback(local.close)
        asyncio.run(_serve((config, *upcoming), paths, database, listener, local, self_test=self_test))
    return 0


async def _serve(
    configs: tuple[Config, ...],
    paths: DeskPaths,
    database: OwnedDatabase,
    listener: socket.socket,
    local: socket.socket,
    *,
    self_test: SelfTest,
) -> None:
    config, *upcoming = configs
    clock = SystemClock()
    section = config.face
    rules = FaceRules(
        section.embedder,
        model_named(EMBEDDER_MODELS[section.embedder][0]).sha256,
        section.accept,
        section.margin,
        section.liveness,
        section.accept_flat,
    )
    looks = Looks(config.office.id, rules, Gallery(paths.runtime), SealingKey())
    journal = take_up(config, paths, database)
    desk = Desk(
        config,
        journal,
        looks,
        promiser=DailyPromiser(database.conn, config),
        upcoming=upcoming,
        slips=PlaceSlips(config.office.id, text_signer(paths.device_key)),
    )
    desk.reserve = Reserve(paths.reserve)
    pulse = Pulse(desk, paths)
    pulse.start()
    live = Live(desk)
    page_url = config.desk.public_url or f"http://{config.desk.host}:{listener.getsockname()[1]}"
    accounts = Accounts(database.conn)
    door = TechnicianDoor(accounts, clock, self_test)
    servers = (
        server_of(build_pages(desk, live, accounts, config, clock)),
        server_of(build_socket_api(desk, live, looks, config, page_url, door=door)),
    )
    printing = start_printing(config, desk, journal, page_url)
    sync = _start_sync(config, paths, desk)
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
        await _until_told(servers, (listener, local), pulse, live)
    finally:
        if printing is not None:
            printing.stop()
        backups.stop()
        checkpoints.stop()
        if sync is not None:
            sync.stop()


async def _until_told(
    servers: tuple[uvicorn.Server, ...], sockets: tuple[socket.socket, ...], pulse: Pulse, live: Live
) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    serving = [
        asyncio.create_task(_until_end(server.serve(sockets=[sock]), stopping))
        for server, sock in zip(servers, sockets, strict=True)
    ]
    ticking = asyncio.create_task(_until_end(_tick(pulse), stopping))
    systemd.notify("READY=1")
    await stopping.wait()
    systemd.notify("STOPPING=1")
    live.close()
    for server in servers:
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


def _start_sync(config: Config, paths: DeskPaths, desk: Desk) -> SyncWorker | None:
    client = line_to_central(paths)
    if client is None:
        log.info("not enrolled: nothing is sent to a central server")
        return None
    worker = SyncWorker(
        paths.database,
        paths.state,
        client,
        clock=SystemClock(),
        interval_s=config.sync.interval_s,
        # The worker has logged it. A bug in sync must not stop the queue; what is unsent stays in the log.
        on_crash=lambda _error: log.critical("sync has ended; events are kept and sent after a restart"),
    )
    desk.on_change.append(worker.notify)
    worker.start()
    return worker
