"""A screen process that tells when its first picture is on the glass, and ends: ``python -m … CONFIG``.

Writes milliseconds of the system's monotonic clock, which all processes share.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from kiosk.camera.stage import Stage
from kiosk.config import load_config
from kiosk.lib.units import NS_PER_MS
from kiosk.run.screen import ScreenProcess
from kiosk.ui.window import Glass


def main() -> int:
    """Build what `kiosk screen` builds, wait for the paint, take it down."""
    config = load_config(Path(sys.argv[1]))
    process = ScreenProcess(config, Stage(), "flat", Glass(config.screen.width_mm, (1080, 1920)))
    window = process.conductor.window
    painted: list[int] = []

    def paint() -> None:
        painted.append(time.monotonic_ns() // NS_PER_MS)
        window.quit()

    window.window.frameSwapped.connect(paint)
    process.start()
    code = window.run()
    process.stop()
    sys.stdout.write(f"{painted[0]}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
