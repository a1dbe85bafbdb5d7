"""A Qt without a display, and windows that are taken down again."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from kiosk.ui.flow import Limits, begin
from tests.ui.views import FIELDS, NOTICE, OFFICE
from tests.ui.wait import until

if TYPE_CHECKING:
    from PyQt6.QtGui import QGuiApplication

    from kiosk.ui.conductor import Conductor
    from kiosk.ui.effects import Effect
    from tests.ui.visits import Visit

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MakeConductor = Callable[..., "Conductor"]


@pytest.fixture(scope="session")
def application() -> QGuiApplication:
    """Qt, for as long as any test needs it: it cannot be begun twice."""
    from kiosk.ui.app import open_application

    return open_application()


@pytest.fixture
def conduct() -> Iterator[MakeConductor]:
    """Make conductors with windows of any size; 1080×1920 on 268 mm (21.5 inch) unless told."""
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.window import Glass
    from kiosk.ui.wording import load_wording

    made: list[Conductor] = []

    def make(
        size: tuple[int, int] = (1080, 1920),
        width_mm: float = 268,
        on_effect: Callable[[Effect], None] = lambda _: None,
        limits: Limits | None = None,
        on_first_paint: Callable[[], None] | None = None,
    ) -> Conductor:
        conductor = Conductor(
            begin(NOTICE, "vi", limits=limits),
            load_wording(),
            office=OFFICE,
            glass=Glass(width_mm, size),
            on_effect=on_effect,
            on_first_paint=on_first_paint,
        )
        made.append(conductor)
        content = conductor.window.window.contentItem()
        until(lambda: content is not None and (content.width(), content.height()) == size)
        return conductor

    yield make
    for conductor in made:
        conductor.close()


@pytest.fixture
def visit(conduct: MakeConductor) -> Visit:
    """An open office, its screen, and a finger that waits until what it touches is ready."""
    from kiosk.ui.happenings import SnapshotArrived
    from kiosk.ui.touch import Finger
    from kiosk.ui.view_state import Screen
    from tests.ui.visits import Office, reach

    office = Office()
    conductor = conduct(on_effect=office.take)
    office.conductor = conductor
    conductor.happen(SnapshotArrived(FIELDS, is_open=True))
    reach(conductor, Screen.START)
    finger = Finger(conductor.window)

    def tap(name: str) -> None:
        until(lambda: not finger.obstacle(name))
        finger.tap(name)

    return office, conductor, tap


@pytest.fixture(autouse=True)
def _no_warnings_from_qt(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on what Qt or QML complains about: a missing text, a null, a binding loop."""
    yield
    complaints = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name == "kiosk.ui.app" and record.levelno >= logging.WARNING
    ]
    assert complaints == []
