"""Every process of one office, with a citizen at its glass and an officer at a page."""

from __future__ import annotations

import tempfile
import time
import uuid
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx

from kiosk.central.commands import open_storage
from kiosk.domain.ids import OfficeId
from kiosk.lib.probes import answers, answers_tcp
from kiosk.run.central import add_office
from kiosk.run.demo_script import Citizens, Officer
from kiosk.run.demo_world import DriverClient, Process, World, offscreen, stop_all
from kiosk.run.enrolling import enrol_by_code
from kiosk.run.office import add_account
from kiosk.run.paths import DeskPaths
from kiosk.store import event_log
from kiosk.store.database import open_reader
from tests.run.processes import wait_for

PIN = "482913"
COUNTER = 2
"""Serves ho_tich."""

LIMIT_S = 40.0


class Whole:
    """A running office; its data in a folder of the test's."""

    def __init__(self, folder: Path, data: Path | None = None) -> None:
        """Start everything.

        Args:
            data: Where the desk's data lie; None for the system's folder for temporary files.
        """
        with ExitStack() as stack:
            before, tempfile.tempdir = tempfile.tempdir, str(data) if data else tempfile.tempdir
            try:
                self.world = World(in_window=False)
            finally:
                tempfile.tempdir = before
            stack.callback(self.world.close)
            text = self.world.config_path.read_text("utf-8")
            self.world.config_path.write_text(
                text.replace("[policy]", "[policy]\ndirect_to_counter = false"), "utf-8"
            )
            self._running: list[Process] = []
            stack.callback(lambda: stop_all(self._running))
            world, config, office = self.world, str(self.world.config_path), self.world.config.office
            self.database = DeskPaths.of(world.config).database
            glass = offscreen(world.runtime)
            central = ["kiosk", "central", "serve", "--database", f"sqlite:///{folder / 'central.db'}"]
            self._central_database = central[-1]
            port = str(world.addresses.central_port)
            self.central = Process("central", [*central, "--port", port], folder / "central.log")
            self.desk = Process("desk", ["kiosk", "desk", "--config", config], folder / "desk.log")
            self.board = Process("board", ["kiosk", "board", "--config", config], folder / "board.log", glass)
            screen = ["kiosk.run.demo_screen", config, str(world.driver)]
            self.screen = Process("screen", screen, folder / "screen.log", glass)
            code = add_office(self._central_database, office.id, office.name, "")
            self.start(self.central)
            enrol_by_code(world.config, code)
            add_account(world.config, "cb-01", "Cán bộ 01", "officer", PIN)
            for process in (self.desk, self.board, self.screen):
                self.start(process)
            self._folder = folder
            self._meet_citizen()
            self.officer = Officer(world.addresses.desk, "cb-01", PIN, COUNTER, misses_first=False)
            self.officer.sign_in()
            self.page = self._open_page()
            self._stack = stack.pop_all()

    def close(self) -> None:
        self.driver.close()
        self.page.close()
        self._stack.close()

    def start(self, process: Process) -> None:
        """Start one process and wait until it serves."""
        process.start()
        if process not in self._running:
            self._running.append(process)
        process.wait_until(lambda: self._serves(process))
        if process is self.screen and hasattr(self, "driver"):
            self.driver.close()
            self._meet_citizen()

    def screen_shows(self, name: str) -> dict[str, Any]:
        """Wait until the citizen sees a screen, and give its state."""
        return self.driver.ask(wait=name, timeout_s=LIMIT_S)

    def snapshot(self) -> dict[str, Any]:
        """What the officer's page shows."""
        return self.officer.snapshot()

    def waiting(self) -> list[str]:
        return [ticket["code"] for ticket in self.snapshot()["waiting"]]

    def serve_next(self) -> str:
        """Call, start and finish; give the code that was called."""
        called = self._give({"type": "CallNext", "counter": COUNTER})["ticket"]
        started = self._give(_on("Start", called))["ticket"]
        self._give(_on("Finish", started))
        return str(called["code"])

    def wait_for_central(self) -> None:
        """Wait until central holds the log to its last event."""
        office = OfficeId(self.world.config.office.id)

        def has_all() -> bool:
            with (
                closing(open_reader(self.database)) as desk,
                closing(open_storage(self._central_database)) as central,
            ):
                head = event_log.last_head(desk.conn)
                return head is not None and central.head(office, head.chain) == head

        wait_for(has_all, "central does not hold the whole log", LIMIT_S)

    def _serves(self, process: Process) -> bool:
        if process is self.central:
            return answers_tcp(self.world.addresses.central_port)
        if process is self.desk:
            return answers_tcp(self.world.addresses.desk_port)
        return answers(self.world.driver) if process is self.screen else True

    def _meet_citizen(self) -> None:
        self.driver = DriverClient(self.world.driver)
        self.citizen = Citizens(self.driver, self._folder)
        self.screen_shows("start")

    def _open_page(self) -> httpx.Client:
        address = self.world.addresses.desk
        page = httpx.Client(
            base_url=address, timeout=10.0, headers={"X-Requested-With": "kiosk", "Origin": address}
        )
        page.post(
            "/api/session", json={"officer": "cb-01", "pin": PIN, "counter": COUNTER}
        ).raise_for_status()
        return page

    def _give(self, command: dict[str, Any]) -> dict[str, Any]:
        boot = self.snapshot()["time"]["boot"]
        boot_ms = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
        issued = {"boot": boot, "boot_ms": boot_ms}
        answer = self.page.post(
            "/api/commands", json=command | {"command_id": str(uuid.uuid4()), "issued": issued}
        )
        answer.raise_for_status()
        given: dict[str, Any] = answer.json()
        return given


def _on(kind: str, ticket: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "ticket": ticket["ticket"], "version": ticket["version"]}
