"""The screen process of the demo: a stage instead of a hall, and a driver that touches the glass."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

from PyQt6.QtGui import QGuiApplication

from kiosk.camera.fake_picamera2 import FakePicamera2
from kiosk.camera.picamera2 import Picamera2Source
from kiosk.camera.specs import parse_spec
from kiosk.camera.stage import Stage
from kiosk.config import load_config
from kiosk.errors import BadInput, KioskError
from kiosk.face.challenge import Side
from kiosk.face.clips import read_clip
from kiosk.face.focus import find_focus
from kiosk.face.yunet import YuNet
from kiosk.lib.core_dumps import forbid_core_dumps
from kiosk.lib.logs import start_logging
from kiosk.lib.no_internet import forbid_internet
from kiosk.models.store import path_of
from kiosk.run.screen import ScreenProcess
from kiosk.ui.app import open_application
from kiosk.ui.driver import Driver
from kiosk.ui.window import Glass

PORTRAIT_GLASS = (1080, 1920)
DESKTOP_SHARE = 0.9

KB_PER_MB = 1024

FILM_FPS = 12.5
"""Of the sample clips that the demo plays."""


class DemoStage:
    """Lets portraits step up, with their faces where the ring is.

    The stage is seen through the picamera2 adapter and its stand-in, so that the demo
    exercises the way a Pi's camera takes; it still says that its people are flat.
    """

    def __init__(self) -> None:
        self.stage = Stage()
        self.source = Picamera2Source(driver=lambda: FakePicamera2(self.stage))
        self._detector = YuNet(path_of("yunet"))

    def direct(self, order: dict[str, Any]) -> dict[str, Any]:
        """Follow an order.

        ``{"enter": path}``, with ``"drawn": true`` where no face is to be found; ``{"film": path}`` to show a film's
        first picture and ``{"run": true}`` to let it run; ``{"leave": true}``.

        Raises:
            BadInput: The order is none of them, or the picture or film cannot be read.
        """
        match order:
            case {"enter": str(path), "drawn": True}:
                self.stage.enter(Path(path))
            case {"enter": str(path)}:
                self.stage.enter(Path(path), find_focus(Path(path), self._detector))
            case {"film": str(path)}:
                frames = read_clip(Path(path), self._detector)
                self.stage.show([frame.pixels for frame in frames], FILM_FPS)
            case {"run": True}:
                self.stage.run_film()
            case {"leave": True}:
                self.stage.leave()
            case _:
                raise BadInput("on the stage one can enter, show a film or leave")
        return {}


def main() -> int:
    """Serve: ``config driver-socket [camera-spec]``; in a window unless Qt runs offscreen."""
    start_logging("screen")
    forbid_core_dumps()
    forbid_internet()
    config = load_config(Path(sys.argv[1]))
    try:
        application = open_application()
        glass = Glass(config.screen.width_mm, _window_size(application), config.screen.mount_mm)
        stage = DemoStage()
        if len(sys.argv) > 3:  # noqa: PLR2004 - see the docstring
            source = parse_spec(sys.argv[3])
            process = ScreenProcess(config, source, source.nature, glass)
        else:
            process = ScreenProcess(config, stage.source, stage.stage.nature, glass)
        driver = Driver(process.conductor, Path(sys.argv[2]), on_stage=_order_of(process, stage))
        try:
            return process.run()
        finally:
            driver.close()
    except KioskError as error:
        print(f"screen: {error}", file=sys.stderr)
        return 1


def _window_size(application: QGuiApplication) -> tuple[int, int]:
    """Give a portrait glass, on a desktop one that leaves room around it."""
    screen = application.primaryScreen()
    if screen is None or QGuiApplication.platformName() == "offscreen":
        return PORTRAIT_GLASS
    width, height = PORTRAIT_GLASS
    there = screen.availableSize()
    scale = min(1.0, DESKTOP_SHARE * there.height() / height, DESKTOP_SHARE * there.width() / width)
    return round(width * scale), round(height * scale)


def _order_of(process: ScreenProcess, stage: DemoStage) -> Any:
    def direct(order: dict[str, Any]) -> dict[str, Any]:
        if order == {"timings": True}:
            timings = [[t.first_good_ms, t.decided_ms, t.challenged] for t in process.face.timings]
            peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB
            return {"timings": timings, "engine_ready": process.face.is_ready, "peak_rss_mb": peak_mb}
        match order:
            case {"challenge": str(side)}:
                process.face.policy = "always"
                process.face.draw_side = lambda: Side(side)
                return {}
            case {"challenge": None}:
                process.face.policy = "off"
                return {}
            case {"reason": True}:
                return {"reason": process.face.reason}
        return stage.direct(order)

    return direct


if __name__ == "__main__":
    sys.exit(main())
