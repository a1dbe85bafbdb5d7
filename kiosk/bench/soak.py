"""Hours of a busy office on the real clock, and what its processes hold meanwhile: `kiosk soak`."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.bench.afternoon import afternoon
from kiosk.bench.past import Past, write_past
from kiosk.bench.soak_load import ARRIVAL_S, VISITS_A_DAY, Arrivals, Office
from kiosk.bench.soak_plot import draw_soak
from kiosk.bench.soak_samples import Sample, growths, look_at, size_mb
from kiosk.central.commands import open_storage
from kiosk.desk.accounts import Accounts, Role
from kiosk.domain.ids import CounterNo, OfficeId, OfficerId
from kiosk.lib.clock import SystemClock
from kiosk.lib.probes import answers, answers_tcp
from kiosk.lib.units import MS_PER_S, WallMs
from kiosk.lib.worker import Worker
from kiosk.run.central import READER_TOKEN, add_office
from kiosk.run.demo_people import find_people
from kiosk.run.demo_script import Citizens
from kiosk.run.demo_world import (
    DriverClient,
    Process,
    World,
    offscreen,
    open_folder,
    stop_all,
)
from kiosk.run.enrolling import enrol_by_code
from kiosk.run.paths import DeskPaths
from kiosk.store import event_log
from kiosk.store.database import OwnedDatabase, open_reader
from kiosk.store.proof import verify

if TYPE_CHECKING:
    from collections.abc import Callable

OFFICERS = 5
BOARDS = 4
PIN = "soak-only"
SUPERVISOR = OfficerId("pt-01")
S_PER_HOUR = 3600.0
DAY_MS = round(24 * S_PER_HOUR * MS_PER_S)
S_PER_MINUTE = 60.0
SAMPLES = 240
"""Over the whole time, so that the drawing is as fine for ten minutes as for a day."""

SYNC_WITHIN_S = 60.0
POLL_S = 0.2
CITIZEN_LEAVES_WITHIN_S = 60.0
"""A citizen who stands before the camera when time is up is served to the end."""


@dataclass(frozen=True, slots=True)
class SoakLoad:
    """How long, and from which random numbers.

    Attributes:
        out: Where the samples, the drawing and the logs go.
        past_days: What the office has behind it when the load begins; an empty database's caches would fill for hours.
    """

    hours: float
    seed: int
    out: Path
    past_days: int = 22


def soak(load: SoakLoad, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Run central, desk, screen and board under load, and look at what they hold.

    Returns:
        flat: Whether no process holds more at the end than when it was warm.
        growth: By process and measure, the medians of the first warm quarter and of the last.
        lost: Acknowledged commands that the log does not have.
        central_has_all: Whether central holds the log to its last event.

    Raises:
        KioskError: A process did not come up, or ended.
    """
    with ExitStack() as stack:
        site = SoakSite(load)
        stack.callback(site.close)
        site.begin()
        return site.play(progress)


class SoakSite:
    """One office with all its processes, its load and its samples."""

    def __init__(self, load: SoakLoad) -> None:
        self._load = load
        self._world = World(in_window=False, extra=afternoon(datetime.now(UTC)) + _counters())
        self._paths = DeskPaths.of(self._world.config)
        self._processes: dict[str, Process] = {}
        self._samples: list[Sample] = []
        self._crash: BaseException | None = None

    def close(self) -> None:
        """End whatever still runs, and remove what it wrote."""
        stop_all(list(self._processes.values()))
        self._world.close()

    def begin(self) -> None:
        """Start everything, with an officer at each counter.

        Raises:
            KioskError: A process did not come up.
        """
        world = self._world
        office = world.config.office
        code = add_office(world.central_database, office.id, office.name, "")
        ports = world.addresses
        central = ["kiosk", "central", "serve", "--database", world.central_database]
        self._start(
            "central",
            [*central, "--port", str(ports.central_port)],
            lambda: answers_tcp(ports.central_port),
            {READER_TOKEN: "soak"},
        )
        enrol_by_code(world.config, code)
        self._tokens, self._supervisor = self._seat_staff()
        yesterday = WallMs(SystemClock().wall() - DAY_MS)
        past = Past(self._load.past_days, VISITS_A_DAY, yesterday, is_over=True)
        self._past_events = write_past(self._world.config, self._paths, past)
        config = str(world.config_path)
        self._start("desk", ["kiosk", "desk", "--config", config], lambda: answers_tcp(ports.desk_port))
        glass = offscreen(world.runtime)
        self._start("board", ["kiosk", "board", "--config", config], lambda: True, glass)
        screen = ["kiosk.run.demo_screen", config, str(world.driver)]
        self._start("screen", screen, lambda: answers(world.driver), glass)

    def play(self, progress: Callable[[int, int], None]) -> dict[str, Any]:
        """Let citizens come and officers serve for the time asked for, then compare and draw.

        Raises:
            KioskError: A process ended.
        """
        with closing(DriverClient(self._world.driver)) as driver:
            citizens = Citizens(driver, open_folder(self._load.out / "screens"))
            citizens.wait_for("start")
            fields = [field.code for field in self._world.config.field]
            arrivals = Arrivals(citizens, find_people(None), fields, self._load.seed)
            coming = Worker("citizens", lambda: arrivals.next(coming), on_crash=self._note_crash)
            office = Office(self._world, self._tokens, self._supervisor, BOARDS, self._load.seed)
            coming.start()
            try:
                asyncio.run(self._watch(office, progress))
            finally:
                coming.stop(CITIZEN_LEAVES_WITHIN_S)
            if self._crash is not None:
                raise self._crash
            measured = {**self._compare(office, citizens), "gave_up": arrivals.gave_up}
        trouble = stop_all(list(self._processes.values()))
        self._processes.clear()
        return {**measured, "exit_codes": trouble}

    async def _watch(self, office: Office, progress: Callable[[int, int], None]) -> None:
        ended = asyncio.Event()
        serving = asyncio.create_task(office.run(ended))
        step_s = self._load.hours * S_PER_HOUR / SAMPLES
        begun = time.monotonic()
        for number in range(1, SAMPLES + 1):
            pause_s = begun + number * step_s - time.monotonic()
            await asyncio.wait([serving], timeout=max(0.0, pause_s))
            if serving.done() or self._crash is not None:
                break
            self._samples.append(self._look((time.monotonic() - begun) / S_PER_MINUTE))
            self._write()
            progress(number, SAMPLES)
        ended.set()
        await serving

    def _look(self, minute: float) -> Sample:
        database = self._paths.database
        with closing(open_reader(database)) as db:
            head = event_log.last_head(db.conn)
        files = [database, *(database.with_name(f"{database.name}{end}") for end in ("-wal", "-shm"))]
        logs = sum(process.log_bytes for process in self._processes.values())
        return Sample(
            round(minute, 2),
            {name: look_at(process.pid) for name, process in self._processes.items()},
            size_mb(files),
            round(logs / 1024 / 1024, 3),
            head.seq if head is not None else 0,
        )

    def _compare(self, office: Office, citizens: Citizens) -> dict[str, Any]:
        has_all = self._central_has_all()
        with closing(open_reader(self._paths.database)) as db:
            verified = verify(db.conn)
            visits = db["visits"].count
            known = {
                row[0] for row in db.conn.execute("SELECT command_id FROM event WHERE command_id NOT NULL")
            }
        changes = growths(self._samples)
        expected = citizens.expected
        return {
            "hours": self._load.hours,
            "seed": self._load.seed,
            "arrival_s": round(ARRIVAL_S, 2),
            "face_tickets": expected.face,
            "plain_tickets": expected.plain,
            "duplicates_stopped": expected.duplicates,
            "days": office.days,
            "served": visits - self._load.past_days * VISITS_A_DAY,
            "refused": office.tally.refused,
            "events": verified.events - self._past_events,
            "past_events": self._past_events,
            "lost": len(set(office.tally.acknowledged) - known),
            "central_has_all": has_all,
            "growth": [
                {
                    "process": g.process,
                    "measure": g.measure,
                    "first": g.first,
                    "last": g.last,
                    "flat": g.is_flat,
                }
                for g in changes
            ],
            "flat": bool(changes) and all(change.is_flat for change in changes),
            "database_mb": self._samples[-1].database_mb,
            "logs_mb": self._samples[-1].logs_mb,
        }

    def _central_has_all(self) -> bool:
        office = OfficeId(self._world.config.office.id)
        end = time.monotonic() + SYNC_WITHIN_S
        with (
            closing(open_reader(self._paths.database)) as desk,
            closing(open_storage(self._world.central_database)) as central,
        ):
            while time.monotonic() < end:
                head = event_log.last_head(desk.conn)
                if head is not None and central.head(office, head.chain) == head:
                    return True
                time.sleep(POLL_S)
        return False

    def _write(self) -> None:
        out = open_folder(self._load.out)
        rows = [
            {
                "minute": sample.minute,
                "database_mb": sample.database_mb,
                "logs_mb": sample.logs_mb,
                "events": sample.events,
                **{
                    name: {"rss_mb": held.rss_mb, "descriptors": held.descriptors, "threads": held.threads}
                    for name, held in sample.held.items()
                },
            }
            for sample in self._samples
        ]
        (out / "samples.json").write_text(json.dumps(rows, indent=0) + "\n", encoding="utf-8")
        (out / "soak.svg").write_text(draw_soak(self._samples), encoding="utf-8")

    def _seat_staff(self) -> tuple[list[str], str]:
        database = OwnedDatabase(self._paths.database)
        try:
            accounts = Accounts(database.conn)
            now: WallMs = SystemClock().wall()
            officers = [_seat(accounts, number, now) for number in range(1, OFFICERS + 1)]
            accounts.add(SUPERVISOR, SUPERVISOR, Role.SUPERVISOR, PIN)
            return officers, accounts.begin_session(SUPERVISOR, now)
        finally:
            database.close()

    def _start(
        self,
        name: str,
        arguments: list[str],
        is_ready: Callable[[], bool],
        environment: dict[str, str] | None = None,
    ) -> None:
        process = Process(name, arguments, open_folder(self._load.out / "logs") / f"{name}.log", environment)
        process.start()
        self._processes[name] = process
        process.wait_until(is_ready)

    def _note_crash(self, error: BaseException) -> None:
        self._crash = error


def _seat(accounts: Accounts, number: int, now: WallMs) -> str:
    officer = OfficerId(f"cb-{number:02d}")
    accounts.add(officer, officer, Role.OFFICER, PIN)
    token = accounts.begin_session(officer, now)
    accounts.sit_down(token, CounterNo(number))
    return token


def _counters() -> str:
    from kiosk.config import load_config

    fields = json.dumps([field.code for field in load_config(None).field])
    return "".join(
        f"\n[[counter]]\nnumber = {number}\nfields = {fields}\n" for number in range(1, OFFICERS + 1)
    )
