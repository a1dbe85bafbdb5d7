"""`kiosk demo`: the whole product on this machine, in a window or played by a script."""

from __future__ import annotations

import json
import secrets
import signal
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.central.commands import open_storage
from kiosk.domain.ids import OfficeId
from kiosk.errors import Refused
from kiosk.face.processor import mesh_runtime
from kiosk.lib.probes import answers, answers_tcp
from kiosk.run.central import READER_TOKEN, add_office
from kiosk.run.demo_pages import Pages
from kiosk.run.demo_people import find_people
from kiosk.run.demo_play import (
    COME_SHARE,
    draw_silhouette,
    play_liveness,
    play_many,
    play_two,
    play_until,
    wait_until_served,
)
from kiosk.run.demo_script import Citizens, Officer
from kiosk.run.demo_second_opinion import compare_with_face_recognition
from kiosk.run.demo_summary import Evidence, disagreements, summarise
from kiosk.run.demo_world import (
    DriverClient,
    Process,
    World,
    offscreen,
    open_folder,
    stop_all,
)
from kiosk.run.enrolling import describe, enrol_by_code
from kiosk.run.office import add_account
from kiosk.run.paths import DeskPaths
from kiosk.store import event_log
from kiosk.store.database import open_reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.run.demo_people import Person

COUNTERS = 4
SYNC_WITHIN_S = 30.0
STEP_UP_PAUSE_S = 6.0
POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What the command line asked for.

    Attributes:
        seconds: About how long the script plays; it is played whole in any case.
        faces: Folder of portraits; None for those that the dependencies install.
        camera: Source of the window's camera; None lets portraits step up.
        crash_desk: Kill the desk in the middle, with SIGKILL, and go on.
    """

    headless: bool
    seconds: float
    out: Path
    faces: Path | None
    camera: str | None
    crash_desk: bool


def run_demo(options: DemoOptions) -> int:
    """Run the demo; the exit code is 0 only if everything agreed with the script.

    Raises:
        KioskError: Something could not be set up; the message says what to do.
    """
    people = find_people(options.faces)
    with ExitStack() as stack:
        world = World(in_window=not options.headless)
        stack.callback(world.close)
        logs = open_folder(options.out / "logs" if options.headless else world.state / "logs")
        demo = Demo(options, world, people, logs)
        stack.callback(demo.stop)
        demo.begin()
        return demo.play() if options.headless else demo.show()


class Demo:
    """One demonstration: its processes, its script, its comparison."""

    def __init__(self, options: DemoOptions, world: World, people: list[Person], logs: Path) -> None:
        self._options = options
        self._world = world
        self._people = people
        self._token = secrets.token_urlsafe()
        numbers = range(1, COUNTERS + 1)
        self._pins = {f"cb-{number:02d}": f"{secrets.randbelow(10**6):06d}" for number in numbers}
        self._running: list[Process] = []
        self._kills = 0
        self._screen_peak_mb = 0
        config, ports = str(world.config_path), world.addresses
        self._desk = Process("desk", ["kiosk", "desk", "--config", config], logs / "desk.log")
        central = ["kiosk", "central", "serve", "--database", world.central_database]
        self._central = Process(
            "central",
            [*central, "--port", str(ports.central_port)],
            logs / "central.log",
            {READER_TOKEN: self._token},
        )
        screen = ["kiosk.run.demo_screen", config, str(world.driver)]
        self._screen = Process(
            "screen",
            [*screen, options.camera] if options.camera else screen,
            logs / "screen.log",
            offscreen(world.runtime) if options.headless else None,
        )

    def begin(self) -> None:
        """Start central, enrol the office, add officers, start the desk.

        Raises:
            KioskError: A process did not come up.
        """
        world = self._world
        print(f"demo: data in {world.state}, sealed faces in {world.runtime}")
        if not world.forgets_with_the_power:
            print("demo: no memory folder on this machine: sealed faces lie on the disk until the demo ends")
        print("demo: FLAT PICTURES are accepted as faces here, and only here; the log says so at each look")
        code = add_office(world.central_database, world.config.office.id, world.config.office.name, "")
        self._start(self._central, lambda: answers_tcp(world.addresses.central_port))
        print(f"demo: {describe(enrol_by_code(world.config, code))}")
        for officer, pin in self._pins.items():
            role = "supervisor" if officer == "cb-01" else "officer"
            add_account(world.config, officer, f"Cán bộ {officer[-2:]}", role, pin)
        self._start_desk()

    def show(self) -> int:
        """Open the window, where there is a display, and serve until Ctrl-C."""
        ports = self._world.addresses
        print(f"\n  officers  {ports.desk}")
        for counter, (officer, pin) in enumerate(self._pins.items(), 1):
            print(f"            {officer}  PIN {pin}  counter {counter}")
        print(f"  board     {self._world.board}")
        print(f"  central   {ports.central}/?token={self._token}\n")
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: ended.set())
        try:
            self._start(self._screen, lambda: answers(self._world.driver))
        except Refused as error:
            print(f"demo: no kiosk window: {error}")
        else:
            print("demo: the kiosk window is open; portraits step up before its camera in turn")
            if self._options.camera is None:
                self._let_people_step_up(ended)
        print("demo: stop with Ctrl-C", flush=True)
        ended.wait()
        return 0

    def play(self) -> int:
        """Play the script and compare everything; 0 only if all agrees."""
        world, out = self._world, open_folder(self._options.out)
        end = time.monotonic() + self._options.seconds * COME_SHARE
        self._start(self._screen, lambda: answers(world.driver))
        officers = [
            Officer(world.addresses.desk, officer, pin, counter, misses_first=counter == COUNTERS)
            for counter, (officer, pin) in enumerate(self._pins.items(), 1)
        ]
        for officer in officers:
            officer.sign_in()
        with closing(DriverClient(world.driver)) as driver, closing(Pages(out)) as pages:
            citizens = Citizens(driver, out)
            self._come(citizens)
            self._picture_waiting(pages, officers[0])
            for officer in officers:
                officer.start()
            play_until(citizens, end)
            timings = citizens.timings()["timings"]
            self._picture_calls(pages)
            wait_until_served(officers[0])
            self._wait_for_sync()
            pages.central(world.addresses.central, self._token, world.config.office.id)
        for officer in officers:
            officer.stop()
        trouble = stop_all(self._running)
        self._running.clear()
        packages = self._packages(citizens, len(timings))
        evidence = Evidence(citizens.expected, self._kills, timings, self._screen_peak_mb, packages, trouble)
        return self._report(evidence)

    def stop(self) -> None:
        """End whatever still runs."""
        stop_all(self._running)
        self._running.clear()

    def _come(self, citizens: Citizens) -> None:
        citizens.wait_for("start")
        citizens.switch_language("en")
        citizens.switch_language("vi")
        citizens.show_ring(draw_silhouette(self._world.runtime))
        order = play_two if self._options.faces is None else play_many
        order(citizens, self._people, lambda: self._crash_desk(citizens))
        self._screen_peak_mb = round(citizens.timings()["peak_rss_mb"])  # before the film is in its memory
        play_liveness(citizens, self._people[-1].pictures[0])

    def _crash_desk(self, citizens: Citizens) -> None:
        if not self._options.crash_desk:
            return
        print("demo: kill -9 of the desk")
        self._desk.kill()
        self._kills += 1
        citizens.wait_for("desk_away")
        self._desk.start()
        self._desk.wait_until(lambda: answers_tcp(self._world.addresses.desk_port))
        citizens.wait_for("start")

    def _picture_waiting(self, pages: Pages, officer: Officer) -> None:
        desk = self._world.addresses.desk
        pages.counter(desk, "cb-01", self._pins["cb-01"], 1)
        waiting = officer.snapshot()["waiting"]
        pages.ticket(f"{desk}/t/{waiting[-1]['token']}")

    def _picture_calls(self, pages: Pages) -> None:
        pages.board(self._world.board)

    def _wait_for_sync(self) -> None:
        end = time.monotonic() + SYNC_WITHIN_S
        office = OfficeId(self._world.config.office.id)
        with (
            closing(open_reader(DeskPaths.of(self._world.config).database)) as desk,
            closing(open_storage(self._world.central_database)) as central,
        ):
            while time.monotonic() < end:
                head = event_log.last_head(desk.conn)
                if head is not None and central.head(office, head.chain) == head:
                    return
                time.sleep(POLL_S)
        print(f"demo: central does not hold the whole log after {SYNC_WITHIN_S:.0f} s")

    def _let_people_step_up(self, ended: threading.Event) -> None:
        """Let each portrait stand before the camera for a while, in turn, until the demo ends."""
        with closing(DriverClient(self._world.driver)) as driver:
            turn = 0
            while not ended.is_set():
                driver.ask(stage={"enter": str(self._people[turn % len(self._people)].pictures[0])})
                ended.wait(STEP_UP_PAUSE_S)
                turn += 1

    def _packages(self, citizens: Citizens, looks: int) -> dict[str, str]:
        second = compare_with_face_recognition(self._people[0], self._people[1])
        with closing(open_reader(DeskPaths.of(self._world.config).database)) as desk:
            rows = desk["visits"].count
        return {
            "opencv-python": f"YuNet found and SFace embedded the faces of {looks} looks",
            "mediapipe": f"468 landmarks gave each frame's pose in {looks} looks"
            if mesh_runtime() == "mediapipe"
            else "not for this processor: OpenCV gave the 468 landmarks",
            "face_recognition": second,
            "picamera2": "adapter, fake driver: every frame came through it",
            "pyqt6": f"{citizens.touches} real touches on the offscreen window",
            "requests": "enrolled the device and pushed every batch to central",
            "sqlite-utils": f"opened, migrated and read the databases; view visits has {rows} rows",
            "qrcode": f"drew the code of {citizens.expected.face + citizens.expected.plain} tickets",
        }

    def _report(self, evidence: Evidence) -> int:
        summary = summarise(self._world, evidence)
        path = self._options.out / "summary.json"
        path.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for name, value in summary.items():
            if not name.startswith("visits_"):
                print(f"  {name}: {value}")
        wrong = disagreements(summary, evidence.expected)
        for line in wrong:
            print(f"demo: DISAGREES {line}")
        print(f"demo: pictures and summary.json in {self._options.out}")
        if not wrong:
            print("demo: screen, desk and central agree with the script")
        return 1 if wrong else 0

    def _start_desk(self) -> None:
        self._start(self._desk, lambda: answers_tcp(self._world.addresses.desk_port))

    def _start(self, process: Process, is_ready: Callable[[], bool]) -> None:
        process.start()
        self._running.append(process)
        process.wait_until(is_ready)
