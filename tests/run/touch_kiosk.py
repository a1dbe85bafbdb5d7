"""A screen process with a staged camera and a real desk, touched by real touch events."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.camera.frame import Frame
from kiosk.camera.scene import Focus
from kiosk.camera.stage import Stage
from kiosk.config import load_config
from kiosk.lib.units import MS_PER_S
from kiosk.link.client import DeskLink
from kiosk.store.database import open_reader
from kiosk.store.event_log import everything
from tests.faces import weights
from tests.run.codes import qr_picture
from tests.run.officer import add_officer
from tests.run.processes import Site

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

FACE_LIMIT_MS = 120_000
"""Loading the models and looking, on a machine with much other work."""

ANSWER_LIMIT_MS = 30_000
"""Longer than the screen itself waits for the desk."""

PATIENT = """
[screen]
idle_s = 600
clear_ticket_s = 120
[face]
accept_flat = true
liveness = "off"
look_limit_s = 20.0
"""
"""Nothing runs out where the machine is slow, and portraits are taken for faces."""


FROZEN_S = 1.0
"""A driver that holds on longer is called frozen here."""


class HangingStage(Stage):
    """A stage whose driver does not come back between :meth:`hang` and :meth:`let_go`."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs = threading.Event()
        self._free = threading.Event()
        self._free.set()

    def hang(self) -> None:
        self._free.clear()

    def let_go(self) -> None:
        self._free.set()
        self.hangs.clear()

    def read(self, timeout_s: float) -> Frame:
        if not self._free.is_set():
            self.hangs.set()
            assert self._free.wait(FACE_LIMIT_MS / MS_PER_S)
        return super().read(timeout_s)


@dataclass
class Kiosk:
    """A desk and a screen, and who stands before it."""

    site: Site
    process: Any
    stage: HangingStage

    @property
    def view(self) -> Any:
        return self.process.conductor.view

    def tap(self, *names: str) -> None:
        from kiosk.ui.touch import Finger
        from tests.ui.wait import until

        finger = Finger(self.process.conductor.window)
        for name in names:
            until(lambda name=name: not finger.obstacle(name))  # type: ignore[misc]
            finger.tap(name)

    def reach(self, screen: str, *, limit_ms: int = ANSWER_LIMIT_MS) -> None:
        from tests.ui.wait import until

        elsewhere = {screen, "refused", "look_failed", "scan_failed", "desk_away"}
        until(lambda: self.view.screen.value in elsewhere, limit_ms=limit_ms)
        assert (self.view.screen.value, self.view.refusal) == (screen, "")

    def enter(self, portrait: Path, focus: Focus) -> None:
        self.stage.enter(portrait, focus)

    def take_by_face(self, portrait: Path, focus: Focus) -> str:
        """Take a ticket by face from the start screen and go back to it; gives the code."""
        self.enter(portrait, focus)
        self.tap("field-chung_thuc", "consent")
        self.reach("ticket", limit_ms=FACE_LIMIT_MS)
        code = code_of(self)
        self.tap("done")
        self.reach("start")
        return code

    def hold_up(self, text: str) -> None:
        self.stage.show([qr_picture(text)], 1.0)

    def ask(self, read: Callable[[DeskLink], Any]) -> Any:
        link = DeskLink(self.site.socket)
        try:
            return read(link)
        finally:
            link.close()

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        with closing(open_reader(self.site.folder / "state" / "desk.db").conn) as conn:
            return [
                (json.loads(event.body)["kind"], json.loads(event.data or b"{}"))
                for event in everything(conn)
            ]

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.events()]


@contextmanager
def standing_kiosk(folder: Path, settings: str) -> Iterator[Kiosk]:
    """Start a desk and a screen that is ready for faces.

    Args:
        settings: TOML to add to the office's.
    """
    for name in ("yunet", "sface"):
        weights(name)
    from kiosk.run.screen import ScreenProcess
    from kiosk.ui.window import Glass
    from tests.ui.wait import until

    site = Site(folder)
    with site.config.open("a", encoding="utf-8") as file:
        file.write(PATIENT + settings)
    add_officer(site, "cb-01")
    desk = site.start_desk()
    stage = HangingStage()
    process = ScreenProcess(
        load_config(site.config), stage, "flat", Glass(268, (1080, 1920)), camera_frozen_s=FROZEN_S
    )
    process.start()
    here = Kiosk(site, process, stage)
    # The ring's own time limit runs while models load.
    until(lambda: here.view.screen.value == "start" and process.face.is_ready, limit_ms=FACE_LIMIT_MS)
    yield here
    process.stop()
    desk.terminate()
    assert desk.wait(60) == 0


def code_of(kiosk: Kiosk) -> str:
    code: str = kiosk.view.tickets[0].code
    return code


def keys_of(code: str) -> list[str]:
    return [f"letter-{code[0]}", *(f"digit-{digit}" for digit in code[1:]), "code-enter"]
