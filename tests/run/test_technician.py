"""The technician's corner at a real desk: let in by PIN, shown what is wrong, and heard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk import __version__
from kiosk.config import load_config
from kiosk.link.client import DeskLink
from kiosk.run.service_camera import LIMIT_S, ServiceCamera, Shutter
from kiosk.voice.sound import chime
from tests.run.socket_desk import PIN, SocketDesk
from tests.ui.wait import until
from tests.voice.ears import Ears

if TYPE_CHECKING:
    from kiosk.ui.technician import Technician

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class Kiosk:
    """The corner without its picture, its worker, and a loudspeaker."""

    def __init__(self, folder: Path) -> None:
        from kiosk.run.technician import TechnicianWorker
        from kiosk.ui.app import open_application
        from kiosk.ui.technician import Technician

        self.application = open_application()
        self.desk = SocketDesk(folder, load_config(None))
        self.ears = Ears()
        self.restarts = 0
        self.is_taken = False
        self.is_on = False
        self.crashes: list[BaseException] = []
        self.corner: Technician = Technician()
        self.worker = TechnicianWorker(
            self.desk.socket,
            self.corner,
            self.ears,
            shutter=Shutter(self.open_camera, self.close_camera),
            timezone="Asia/Ho_Chi_Minh",
            on_restart=self.restart,
            on_crash=self.crashes.append,
        )
        self.worker.start()
        self.corner.open()

    def restart(self) -> None:
        self.restarts += 1

    def open_camera(self) -> bool:
        self.is_on = not self.is_taken
        return self.is_on

    def close_camera(self) -> None:
        self.is_on = False

    def enter(self, pin: str) -> None:
        for digit in pin:
            self.corner.type(digit)
        self.ask("enter")

    def ask(self, name: str) -> None:
        self.corner.ask(name)
        until(lambda: not self.corner.view.busy)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path)
    yield made
    made.worker.stop()
    made.desk.stop()
    assert made.crashes == []


def test_a_technician_sees_the_self_test_hears_the_chime_and_restarts_the_screen(kiosk: Kiosk) -> None:
    kiosk.enter(PIN)
    view = kiosk.corner.view
    assert (view.room.name, view.version) == ("INSIDE", __version__)
    assert [(one.name, one.level, one.english) for one in view.findings] == [
        ("disk", "warning", "512 MiB free → delete what does not belong")
    ]
    kiosk.ask("sound")
    assert kiosk.ears.heard == [chime()]
    kiosk.ears.is_deaf = True
    kiosk.ask("sound")
    assert kiosk.corner.view.said.endswith("nobody hears")
    kiosk.corner.ask("restart")
    assert kiosk.restarts == 1


def test_a_wrong_pin_leads_nowhere_and_guessing_must_wait(kiosk: Kiosk) -> None:
    kiosk.enter("1234")
    assert kiosk.corner.view.room.name == "DOOR"
    assert "no technician has this PIN" in kiosk.corner.view.said
    kiosk.enter(PIN)
    assert kiosk.corner.view.said.startswith("Sai mã PIN nhiều lần")
    assert "Too many wrong PINs" in kiosk.corner.view.said


def test_who_left_must_enter_the_pin_again(kiosk: Kiosk) -> None:
    kiosk.enter(PIN)
    kiosk.corner.ask("leave")
    until(lambda: kiosk.corner.view.room.name == "OUTSIDE")
    kiosk.corner.open()
    kiosk.ask("test")
    assert "PIN" in kiosk.corner.view.said
    assert kiosk.corner.view.findings == ()


def test_a_camera_that_a_citizen_uses_stays_theirs(kiosk: Kiosk) -> None:
    kiosk.enter(PIN)
    kiosk.is_taken = True
    kiosk.ask("camera")
    assert kiosk.corner.view.room.name == "INSIDE"
    assert "The camera is in use" in kiosk.corner.view.said


def test_leaving_closes_the_camera(kiosk: Kiosk) -> None:
    kiosk.enter(PIN)
    kiosk.ask("camera")
    assert (kiosk.corner.view.room.name, kiosk.is_on) == ("CAMERA", True)
    kiosk.corner.ask("leave")
    until(lambda: not kiosk.is_on)


def test_what_this_office_lacks_is_said_in_both_languages(kiosk: Kiosk) -> None:
    kiosk.enter(PIN)
    kiosk.ask("print")
    assert kiosk.corner.view.said == "Điểm này không có máy in · This office has no printer"


def test_a_release_that_waits_is_named_and_installed_on_the_technicians_word(kiosk: Kiosk) -> None:
    kiosk.enter(PIN)
    assert kiosk.corner.view.offered == ""
    kiosk.desk.offer.release = "1.3.0-5f2c9d1e7a04"
    kiosk.ask("test")
    assert kiosk.corner.view.offered == "1.3.0-5f2c9d1e7a04"
    assert kiosk.desk.offer.wanted == []
    kiosk.ask("update")
    assert kiosk.desk.offer.wanted == ["1.3.0-5f2c9d1e7a04"]
    assert "1.3.0-5f2c9d1e7a04 will be installed outside opening hours" in kiosk.corner.view.said
    kiosk.desk.offer.release = None
    kiosk.ask("update")
    assert kiosk.corner.view.said == "Không còn bản mới nào đang chờ · No new release waits any more"


def test_a_forgotten_camera_is_over_after_its_limit(kiosk: Kiosk) -> None:
    link, now_s = DeskLink(kiosk.desk.socket), [0.0]
    camera = ServiceCamera(link, Shutter(kiosk.open_camera, kiosk.close_camera), lambda: now_s[0])
    assert camera.open(reads=False)
    now_s[0] = LIMIT_S - 1
    assert not camera.is_over
    now_s[0] = LIMIT_S
    assert [camera.is_over] == [True]
    camera.close()
    link.close()
