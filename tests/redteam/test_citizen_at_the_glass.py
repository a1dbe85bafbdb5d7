"""What somebody with two hands and no purpose can do on the kiosk's glass: nothing but take numbers."""

from __future__ import annotations

import random
import uuid
from contextlib import suppress

import pytest

from kiosk.domain.commands import CheckIn
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.errors import BadInput
from kiosk.lib.units import BootId
from kiosk.link.client import DeskLink, issued_now
from tests.run.touch_kiosk import Kiosk

TOUCHES = 600
"""For each seed; a touch with what it paints takes some 20 ms."""

OTHERS = ("ho_tich", "chung_thuc", "ho_kinh_doanh")


def tickets_of_others(kiosk: Kiosk) -> set[str]:
    """Let three people take numbers at the same kiosk before; give their codes."""

    def take(link: DeskLink) -> set[str]:
        boot = BootId(link.hello()["time"]["boot"])
        return {
            link.send(
                CheckIn(CommandId(str(uuid.uuid4())), issued_now(boot), FieldCode(field), How.PLAIN), boot
            )["ticket"]["code"]
            for field in OTHERS
        }

    codes: set[str] = kiosk.ask(take)
    assert len(codes) == len(OTHERS)
    return codes


@pytest.mark.parametrize("seed", [1, 2])
def test_no_sequence_of_touches_leaves_the_kiosk_or_shows_anothers_ticket(
    kiosk: Kiosk, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    from PyQt6.QtGui import QGuiApplication

    from kiosk.ui.touch import Finger, visible_items
    from kiosk.ui.view_state import Screen
    from tests.ui.wait import until

    others = tickets_of_others(kiosk)
    conductor = kiosk.process.conductor
    window = conductor.window.window
    size, windows = (window.width(), window.height()), len(QGuiApplication.topLevelWindows())
    finger = Finger(conductor.window)
    drawn = random.Random(seed)
    seen: set[str] = set()
    for _ in range(TOUCHES):
        items = visible_items(window)
        named = [item.objectName() for item in items if item.objectName()]
        if named and drawn.random() < 0.8:
            with suppress(BadInput):
                finger.tap(drawn.choice(named))
        else:
            # Anywhere, with or without something that listens.
            item = drawn.choice(items)
            finger._move("press", item)
            finger._move("release", item)
        turns = iter((False, True))
        until(lambda turns=turns: next(turns))  # type: ignore[misc]
        seen.add(kiosk.view.screen.value)
        assert kiosk.view.screen in Screen
        assert {ticket.code for ticket in kiosk.view.tickets}.isdisjoint(others), kiosk.view.screen
        assert (window.isVisible(), (window.width(), window.height())) == (True, size)
        assert len(QGuiApplication.topLevelWindows()) == windows
        assert conductor.window.technician.room in {"", "door"}
    assert kiosk.process._crash is None
    assert [record.getMessage() for record in caplog.records if record.name == "kiosk.ui.app"] == []
    assert len(seen) >= 4
