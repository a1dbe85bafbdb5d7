"""The desk's side of sync: enrolled where a code says so, then started, told of news, stopped."""

from __future__ import annotations

import logging
import random
import threading
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.errors import BadInput, CommandRefused, ConfigInvalid, EnvironmentProblem, Refused
from kiosk.lib.clock import SystemClock
from kiosk.lib.worker import Worker, WorkerStuckError
from kiosk.run.central_line import line_to_central
from kiosk.run.enrolling import describe, enrol_by_code
from kiosk.run.health_telling import HealthTeller
from kiosk.run.paths import DeskPaths
from kiosk.run.telling import PublicTelling
from kiosk.store.database import open_reader
from kiosk.store.today import read_today
from kiosk.sync.backoff import Backoff
from kiosk.sync.enrol import load_enrolment
from kiosk.sync.office_wire import TodaysFigures
from kiosk.sync.published import PublishedConfigs, load_published
from kiosk.sync.worker import SyncWorker

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.config import Config
    from kiosk.desk.camera_watch import CameraWatch
    from kiosk.desk.service import Desk
    from kiosk.errors import KioskError
    from kiosk.lib.units import WallMs
    from kiosk.run.health_telling import Upkeep
    from kiosk.sync.client import CentralClient

ENROL_AGAIN_S = 30.0
"""A technician stands by; the code was just typed or the network is just coming up."""

LOOK_S = 2.0
"""How often a desk that is not enrolled looks whether `kiosk enrol` was typed beside it; a file's absence costs microseconds."""

LEAVE_AFTER_S = 5.0
"""The office waits for its desk to start again."""

log = logging.getLogger(__name__)


def kept_configs(config: Config) -> tuple[Config, ...]:
    """Give what central has published for this office; nothing where that does not hold here any more."""
    try:
        return load_published(config, DeskPaths.of(config).state)
    except (BadInput, ConfigInvalid) as error:
        # The office's own file was changed since. It holds alone until central is asked again.
        log.critical("what central published is not in force: %s", error)
        return ()


class Syncing:
    """All that this desk does with central, on threads of its own. Nothing of it can hold up the queue."""

    def __init__(
        self,
        config: Config,
        paths: DeskPaths,
        desk: Desk,
        on_configs: Callable[[tuple[Config, ...]], None] = lambda _configs: None,
        *,
        upkeep: Upkeep | None = None,
        camera: CameraWatch | None = None,
    ) -> None:
        """Prepare.

        Args:
            on_configs: Told, on a thread of sync's, the configurations that central publishes.
            upkeep: The machine below this desk; without it, and without ``camera``, central hears nothing of it.
        """
        self._upkeep = upkeep
        self._camera = camera
        self._config = config
        self._paths = paths
        self._on_configs = on_configs
        self._telling = PublicTelling(config, paths, desk)
        desk.on_change.append(self.notify)
        desk.central_away_since = self.away_since
        self._turn = threading.Lock()
        self._worker: SyncWorker | None = None
        self._enrolling: Worker | None = None
        self._backoff = Backoff(base_s=1.0, ceiling_s=ENROL_AGAIN_S)
        self._failures = 0

    def start(self) -> None:
        """Begin to send where this device is enrolled; else enrol it where the configuration holds a code.

        On the desk's loop.
        """
        self._telling.start()
        self.follow()

    def follow(self) -> None:
        """Do as :meth:`start` after an enrolment beside a running desk."""
        try:
            is_enrolled = load_enrolment(self._paths.state) is not None
            if is_enrolled:
                self._begin()
        except (BadInput, ConfigInvalid) as error:
            # The queue goes on; `kiosk doctor` and `kiosk sync status` say the same to whoever looks.
            log.critical("nothing is sent to a central server: %s", error)
            return
        if is_enrolled:
            return
        if not self._has_code():
            log.info("not enrolled: nothing is sent to a central server")
        self._enrolling = Worker("enrol", self._become_known, on_crash=self._ended)
        self._enrolling.start()

    def notify(self) -> None:
        """Say that the log has grown. Any thread; never blocks."""
        worker = self._worker
        if worker is not None:
            worker.notify()

    def refuse_second(self) -> None:
        """Allow one enrolment only.

        Raises:
            CommandRefused: This device sends to central already.
        """
        if self._worker is not None:
            raise CommandRefused("this device is enrolled already", code="enrolled")

    def away_since(self) -> WallMs | None:
        """Tell since when central has not followed; None where it does, or need not."""
        return self._worker.status().away_since if self._worker is not None else None

    def stop(self) -> None:
        """End, and leave a call in flight after a while; what was not sent is sent after the next start."""
        self._telling.stop()
        try:
            if self._enrolling is not None:
                self._enrolling.stop(LEAVE_AFTER_S)
            with self._turn:
                if self._worker is not None:
                    self._worker.stop(LEAVE_AFTER_S)
        except WorkerStuckError:
            # On a bad line it may take a minute. It ends with the process, and its repeat is harmless.
            log.info("a call to central was cut off by the end of the desk")

    def _begin(self) -> None:
        client = line_to_central(self._paths, self._config.sync)
        assert client is not None
        with self._turn:
            if self._worker is not None:
                return
            self._worker = SyncWorker(
                self._paths.database,
                self._paths.state,
                client,
                clock=SystemClock(),
                interval_s=self._config.sync.interval_s,
                on_crash=self._ended,
                errands=_DeskErrands(
                    self._config, self._paths, client, self._on_configs, self._health_teller(client)
                ),
            )
            self._worker.start()

    def _health_teller(self, client: CentralClient) -> HealthTeller | None:
        if self._upkeep is None or self._camera is None:
            return None
        return HealthTeller(client, self._paths, self._upkeep, self._camera, SystemClock())

    def _has_code(self) -> bool:
        return bool(self._config.sync.central and self._config.sync.code)

    def _become_known(self) -> None:
        """Begin as soon as this device is enrolled, by its own code or by `kiosk enrol` typed beside this desk."""
        assert self._enrolling is not None
        try:
            if load_enrolment(self._paths.state) is None:
                if not self._has_code():
                    self._enrolling.pause(LOOK_S)
                    return
                log.info("%s", describe(enrol_by_code(self._config, self._config.sync.code)))
            self._begin()
        except (EnvironmentProblem, Refused) as problem:
            self._failures += 1
            log.warning("%s", problem)
            self._enrolling.pause(_wait_s(problem, self._backoff, self._failures))
            return
        self._enrolling.wake_to_stop()

    def _ended(self, _error: BaseException) -> None:
        # The worker has logged it. A bug in sync must not stop the queue; what is unsent stays in the log.
        log.critical("sync has ended; events are kept and sent after a restart")


class _DeskErrands:
    """Today's figures up, configurations down; on sync's thread."""

    def __init__(
        self,
        config: Config,
        paths: DeskPaths,
        client: CentralClient,
        on_configs: Callable[[tuple[Config, ...]], None],
        health: HealthTeller | None,
    ) -> None:
        self._paths = paths
        self._health = health
        self._client = client
        self._clock = SystemClock()
        self._published = PublishedConfigs(client, config, paths.state, on_configs)

    def tell_today(self, unsent: int) -> None:
        """Say how the office stands now."""
        with closing(open_reader(self._paths.database)) as log_:
            today = read_today(log_)
        if today is None:
            return
        now = self._clock.wall()
        longest = max(0, now - today.waiting_since) if today.waiting_since is not None else 0
        self._client.tell_today(
            TodaysFigures(now, today.date, today.waiting, today.serving, today.served, longest, unsent)
        )

    def pull(self) -> None:
        """Ask for what central publishes, and say how this device is, that it refuses it included."""
        try:
            self._published.pull()
        except ConfigInvalid:
            self._tell_health()
            raise
        self._tell_health()

    def clock_ahead_min(self) -> int | None:
        """Tell by how much this machine's clock is ahead of central's."""
        ahead_s = self._client.clock_ahead_s
        return round(ahead_s / 60) if ahead_s is not None else None

    def _tell_health(self) -> None:
        if self._health is not None:
            self._health.tell()


def _wait_s(problem: KioskError, backoff: Backoff, failures: int) -> float:
    # A refused code is asked for again, too: a person may renew it at central.
    return ENROL_AGAIN_S if isinstance(problem, Refused) else backoff.delay_s(failures, random.random)
