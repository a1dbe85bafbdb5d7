"""The desk process: built, started in order, stopped in reverse."""

from __future__ import annotations

import asyncio
import itertools
import logging
import signal
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from kiosk.desk.account_keeping import AccountKeeper
from kiosk.desk.accounts import Accounts
from kiosk.desk.caller import CLOCKWORK
from kiosk.desk.camera_watch import CameraWatch
from kiosk.desk.gallery import Gallery
from kiosk.desk.keypad import KeypadSeat
from kiosk.desk.live import Live
from kiosk.desk.lockout import Lockout
from kiosk.desk.looks import FaceRules, Looks
from kiosk.desk.office_settings import OfficeSettings
from kiosk.desk.place_slips import PlaceSlips
from kiosk.desk.service import Desk
from kiosk.desk.socket_api import build_socket_api
from kiosk.desk.technician import TechnicianDoor
from kiosk.domain.ids import CounterNo, DeviceId, citizen_at
from kiosk.face.weights import EMBEDDER_MODELS
from kiosk.lib import systemd
from kiosk.lib.clock import SystemClock
from kiosk.lib.listeners import listen_unix, server_of
from kiosk.lib.logs import start_logging
from kiosk.lib.sealing import SealingKey
from kiosk.models.manifest import model_named
from kiosk.run.backups import BackupWorker
from kiosk.run.desk_pages import DeskPages, listen_for_pages
from kiosk.run.device_signatures import text_signer
from kiosk.run.journals import take_up
from kiosk.run.kiosk_door import open_door, serve_kiosks
from kiosk.run.moved_card import record_moved_card
from kiosk.run.paths import DeskPaths
from kiosk.run.printing import start_printing
from kiosk.run.promising import DailyPromiser
from kiosk.run.pulse import Pulse
from kiosk.run.recovery import open_or_recover, suspecting
from kiosk.run.reporting import report_setting
from kiosk.run.syncing import Syncing, kept_configs
from kiosk.run.technician_acts import TechnicianActs
from kiosk.store.checkpoints import CheckpointWorker
from kiosk.store.reserve import Reserve
from kiosk.web.figures import ReportDesk

if TYPE_CHECKING:
    import socket
    from collections.abc import Coroutine

    import uvicorn

    from kiosk.config import Config
    from kiosk.lib.clock import Clock
    from kiosk.run.desk_pages import PageSockets
    from kiosk.run.health_telling import Upkeep
    from kiosk.run.technician_acts import Machine
    from kiosk.store.database import OwnedDatabase

log = logging.getLogger(__name__)

TICK_S = 1.0
TICKS_PER_RENEWAL = 600
"""A certificate's end is seen weeks before, and a new address of this machine within ten minutes."""


def run_desk(
    config: Config, upcoming: tuple[Config, ...] = (), *, machine: Machine, upkeep: Upkeep | None = None
) -> int:
    """Serve until SIGTERM or SIGINT; give the exit code.

    Args:
        upcoming: What will hold from a later date on; see `kiosk.config.load_upcoming`.
        machine: What the technician's corner of the screen asks for.
        upkeep: The machine below, of which central is told; None to tell nothing.

    Raises:
        Refused: The configuration, the database or another desk forbids it.
        PortInUse: An address cannot be had.
    """
    start_logging("desk")
    paths = DeskPaths.of(config)
    with ExitStack() as stack:
        database = open_or_recover(config, paths)
        stack.callback(database.close)
        sockets = listen_for_pages(config, stack)
        second = open_door(config)
        if second is not None:
            stack.callback(second.close)
        local = listen_unix(paths.socket)
        stack.callback(paths.socket.unlink, missing_ok=True)
        stack.callback(local.close)
        stack.enter_context(suspecting(paths))
        asyncio.run(
            _serve(
                (config, *upcoming),
                paths,
                database,
                sockets,
                (local, second),
                machine=machine,
                upkeep=upkeep,
            )
        )
    return 0


async def _serve(
    configs: tuple[Config, ...],
    paths: DeskPaths,
    database: OwnedDatabase,
    sockets: PageSockets,
    screens: tuple[socket.socket, socket.socket | None],
    *,
    machine: Machine,
    upkeep: Upkeep | None,
) -> None:
    config, *upcoming = configs
    local, second = screens
    clock = SystemClock()
    looks = _looks(config, paths)
    journal = take_up(config, paths, database)
    record_moved_card(journal, database.conn)
    desk = Desk(
        config,
        journal,
        looks,
        promiser=DailyPromiser(database.conn, config),
        upcoming=upcoming,
        slips=PlaceSlips(config.office.id, text_signer(paths.device_key)),
    )
    desk.reserve = Reserve(paths.reserve)
    # Before the day is taken up: what was planned holds for it.
    settings = OfficeSettings(database.conn, desk, (*upcoming, *kept_configs(config)))
    pulse = Pulse(desk, paths)
    pulse.start()
    live = Live(desk)
    # Each kiosk is told of the printer beside it; with one kiosk that is the office's.
    own = Live(desk, citizen_at(config.device_id)) if config.kiosk else live
    elsewhere = {DeviceId(kiosk.id): Live(desk, citizen_at(DeviceId(kiosk.id))) for kiosk in config.kiosk}
    pages = DeskPages(config, paths, sockets, clock)
    reports = ReportDesk(paths.database, lambda: report_setting(desk.config))
    loop = asyncio.get_running_loop()

    def plan(published: tuple[Config, ...]) -> None:
        loop.call_soon_threadsafe(settings.replan, (*upcoming, *published))

    camera = CameraWatch(clock)
    sync = Syncing(config, paths, desk, plan, upkeep=upkeep, camera=camera)
    acts = TechnicianActs(config, desk, sync, machine)
    door = TechnicianDoor(Accounts(database.conn), clock, acts.by_name())
    keypad_at = partial(_keypad_seat, desk, database, clock)
    own_api = build_socket_api(
        *(desk, own, looks, pages.ticket_url),
        door=door,
        keypad=keypad_at(config.keypad.counter),
        camera=camera,
    )
    served = [
        *pages.servers(desk, live, database, settings, reports=reports, offer=machine.offer),
        (server_of(own_api), local),
    ]
    if second is not None:
        self_tests = TechnicianDoor(Accounts(database.conn), clock, {"test": acts.by_name()["test"]})
        apps = {
            DeviceId(kiosk.id): build_socket_api(
                *(desk, elsewhere[DeviceId(kiosk.id)], looks, pages.ticket_url),
                door=self_tests,
                keypad=keypad_at(kiosk.counter),
                device=DeviceId(kiosk.id),
            )
            for kiosk in config.kiosk
        }
        served.append((serve_kiosks(config, paths, apps), second))
    printing = start_printing(config, desk, journal, pages.ticket_url)
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
    if config.face.accept_flat:
        log.warning("flat pictures are accepted as faces: this is a demonstration, not an office")
    log.info("pages at %s, screen at %s", pages.url, paths.socket)
    await pages.start()
    try:
        await _until_told(served, pulse, {live, own, *elsewhere.values()}, pages)
    finally:
        for printer in printing:
            printer.stop()
        await pages.stop()
        backups.stop()
        checkpoints.stop()
        sync.stop()


def _looks(config: Config, paths: DeskPaths) -> Looks:
    section = config.face
    rules = FaceRules(
        section.embedder,
        model_named(EMBEDDER_MODELS[section.embedder][0]).sha256,
        section.accept,
        section.margin,
        section.liveness,
        section.accept_flat,
        section.officer_picture,
    )
    return Looks(config.office.id, rules, Gallery(paths.runtime), SealingKey())


def _keypad_seat(desk: Desk, database: OwnedDatabase, clock: Clock, counter: int) -> KeypadSeat | None:
    if not counter:
        return None
    accounts, lockout = Accounts(database.conn), Lockout(database.conn, clock)
    keeper = AccountKeeper(accounts, lockout, lambda change, event: desk.keep(change, event, CLOCKWORK))
    return KeypadSeat(desk, accounts, lockout, keeper, clock, counter=CounterNo(counter))


async def _until_told(
    served: list[tuple[uvicorn.Server, socket.socket]], pulse: Pulse, lives: set[Live], pages: DeskPages
) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    serving = [
        asyncio.create_task(_until_end(server.serve(sockets=[sock]), stopping)) for server, sock in served
    ]
    ticking = asyncio.create_task(_until_end(_tick(pulse, pages), stopping))
    systemd.notify("READY=1")
    await stopping.wait()
    systemd.notify("STOPPING=1")
    for live in lives:
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


async def _tick(pulse: Pulse, pages: DeskPages) -> None:
    for ticks in itertools.count(1):
        await asyncio.sleep(TICK_S)
        pulse.beat()
        systemd.notify("WATCHDOG=1")
        if ticks % TICKS_PER_RENEWAL == 0:
            pages.renew()
