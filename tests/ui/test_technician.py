"""The technician's corner by real touches: held open, entered by PIN, every square of the glass touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QElapsedTimer, QTimer

from kiosk.ui.gallery.states import FINDINGS
from kiosk.ui.happenings import SnapshotArrived
from kiosk.ui.technician import REFUSED_FOR_MS, Ask, Finding, Room, TechnicianView
from kiosk.ui.touch import Finger, visible_items
from kiosk.ui.view_state import Screen
from tests.ui.views import FIELDS
from tests.ui.wait import until

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.technician import Technician
    from tests.ui.conftest import MakeConductor


class Corner:
    """A kiosk, a finger, and a desk that lets one PIN in."""

    def __init__(self, conductor: Conductor) -> None:
        self.conductor = conductor
        self.asked: list[tuple[Ask, str]] = []
        self.technician: Technician = conductor.window.technician
        self.technician.on_ask = self.answer
        self.finger = Finger(conductor.window)

    def answer(self, wanted: Ask, pin: str) -> None:
        self.asked.append((wanted, pin))
        if wanted is Ask.ENTER and pin != "246810":
            self.technician.take(lambda view: replace(view, busy=False, said="no technician has this PIN"))
        else:
            self.technician.take(inside)

    def hold(self) -> None:
        let_go = self.finger.hold("technician-corner")
        until(lambda: self.technician.view.room is Room.DOOR, limit_ms=8000)
        let_go()

    def tap(self, *names: str) -> None:
        for name in names:
            until(lambda name=name: not self.finger.obstacle(name))  # type: ignore[misc]
            self.finger.tap(name)

    def words(self) -> list[str]:
        return [str(item.property("text")) for item in visible_items(self.conductor.window.window)]


SAME_IN_BOTH = Finding("camera", "Máy ảnh · camera", "ok", "/dev/video0 1280x720", "/dev/video0 1280x720")


def inside(view: TechnicianView) -> TechnicianView:
    findings = (SAME_IN_BOTH, *FINDINGS)
    return replace(view, room=Room.INSIDE, busy=False, version="1.2.3", findings=findings)


def english_lines(corner: Corner) -> list[str]:
    items = visible_items(corner.conductor.window.window)
    return [item.objectName() for item in items if item.objectName().startswith("finding-english-")]


MakeCorner = Callable[[tuple[int, int], float], Corner]


@pytest.fixture
def open_corner(conduct: MakeConductor) -> MakeCorner:
    def make(size: tuple[int, int], width_mm: float) -> Corner:
        conductor = conduct(size, width_mm)
        conductor.happen(SnapshotArrived(FIELDS, is_open=True))
        until(lambda: conductor.view.screen is Screen.START)
        return Corner(conductor)

    return make


def test_the_corner_opens_when_held_for_five_seconds_and_not_before(open_corner: MakeCorner) -> None:
    corner = open_corner((1080, 1920), 268)
    let_go = corner.finger.hold("technician-corner")
    held = QElapsedTimer()
    held.start()
    until(lambda: held.elapsed() > 2500)
    assert corner.technician.view.room is Room.OUTSIDE
    until(lambda: corner.technician.view.room is Room.DOOR, limit_ms=8000)
    assert held.elapsed() > 4500
    let_go()


def test_a_wrong_pin_stays_outside_and_the_right_one_shows_the_self_test(open_corner: MakeCorner) -> None:
    corner = open_corner((1280, 720), 223)
    corner.hold()
    corner.tap("pin-1", "pin-2", "pin-enter")
    until(lambda: "no technician has this PIN" in corner.words())
    corner.tap("pin-2", "pin-4", "pin-6", "pin-9", "pin-erase", "pin-8", "pin-1", "pin-0", "pin-enter")
    until(lambda: corner.technician.view.room is Room.INSIDE)
    assert corner.asked == [(Ask.ENTER, "12"), (Ask.ENTER, "246810")]
    assert "✗ Máy in · printer: file:/dev/usb/lp0: hết giấy → thay cuộn giấy mới" in corner.words()
    assert "file:/dev/usb/lp0: paper out → put in a new roll of paper" in corner.words()
    # What is the same in both languages stands there once.
    assert "finding-english-printer" in english_lines(corner)
    assert "finding-english-camera" not in english_lines(corner)
    corner.tap("technician-sound", "technician-test", "technician-restart")
    assert [wanted for wanted, _ in corner.asked[2:]] == [Ask.SOUND, Ask.TEST, Ask.RESTART]
    corner.tap("technician-leave")
    until(lambda: corner.technician.view.room is Room.OUTSIDE)
    assert corner.conductor.view.screen is Screen.START


@pytest.mark.parametrize(("size", "width_mm"), [((1080, 1920), 268), ((1280, 720), 223)])
def test_refused_settings_lead_to_the_corner_or_to_the_citizens(
    open_corner: MakeCorner, size: tuple[int, int], width_mm: float
) -> None:
    corner = open_corner(size, width_mm)
    corner.technician.tell_refused(("kiosk.toml: not TOML", "logo.png: too large"))
    until(lambda: {"✗ kiosk.toml: not TOML", "✗ logo.png: too large"} <= set(corner.words()))
    corner.tap("refused-technician")
    until(lambda: corner.technician.view.room is Room.DOOR)
    corner.technician.tell_refused(("kiosk.toml: not TOML",))
    corner.tap("refused-close")
    until(lambda: corner.technician.view.room is Room.OUTSIDE)
    assert corner.conductor.view.screen is Screen.START


def test_refused_settings_make_room_for_citizens_where_nobody_comes(open_corner: MakeCorner) -> None:
    corner = open_corner((1080, 1920), 268)
    corner.technician.tell_refused(("kiosk.toml: not TOML",))
    waiting = corner.technician.findChild(QTimer)
    assert waiting.interval() == REFUSED_FOR_MS
    waiting.setInterval(0)
    until(lambda: corner.technician.view.room is Room.OUTSIDE)


def test_the_pin_is_forgotten_and_never_shown(open_corner: MakeCorner) -> None:
    corner = open_corner((1080, 1920), 268)
    corner.hold()
    corner.tap("pin-7", "pin-7", "pin-7")
    assert "●●●" in corner.words()
    assert "777" not in "".join(corner.words())
    corner.tap("technician-away")
    until(lambda: corner.technician.view.room is Room.OUTSIDE)
    assert corner.technician._pin == ""


def test_an_answer_that_comes_after_the_technician_left_shows_nothing(open_corner: MakeCorner) -> None:
    corner = open_corner((1080, 1920), 268)
    corner.technician.take(inside)
    told: list[bool] = []
    corner.technician.changed.connect(lambda: told.append(True))
    corner.technician.open()
    until(lambda: told == [True])
    assert corner.technician.view.room is Room.DOOR


def test_every_square_of_the_glass_must_be_touched(open_corner: MakeCorner) -> None:
    corner = open_corner((1080, 1920), 268)
    corner.technician.open()
    corner.technician.take(inside)
    corner.tap("technician-touch")
    for cell in range(40):
        assert corner.technician.view.room is Room.TOUCH
        corner.tap(f"cell-{cell}")
    until(lambda: corner.technician.view.room is Room.INSIDE)
