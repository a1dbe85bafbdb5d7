"""The window's process: how it starts, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

OPEN = """
import logging, sys, time
began = time.monotonic()
logging.basicConfig(level=logging.INFO)
from kiosk.errors import DisplayMissing
from kiosk.ui.app import open_application
from kiosk.ui.window import Glass
from kiosk.ui.conductor import Conductor
from kiosk.ui.flow import begin
from kiosk.ui.happenings import SnapshotArrived
from kiosk.ui.wording import load_wording
from tests.ui.views import FIELDS, NOTICE, OFFICE

def conduct(on_first_paint):
    conductor = Conductor(begin(NOTICE, "vi"), load_wording(), office=OFFICE, glass=Glass(268, (1080, 1920)),
                          on_effect=lambda effect: None, on_first_paint=on_first_paint)
    conductor.happen(SnapshotArrived(FIELDS, True))
    return conductor
"""


def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", OPEN + script],
        cwd=ROOT,
        env=inherited | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_first_paint_is_told_once_and_the_process_ends_well() -> None:
    script = """
def painted():
    print("painted after", round(1000 * (time.monotonic() - began)), "ms")
    conductor.window.quit()
conductor = conduct(painted)
code = conductor.window.run()
conductor.close()
heavy = {"cv2", "mediapipe", "numpy", "PIL", "qrcode"} & sys.modules.keys()
print("heavy:", sorted(heavy))
sys.exit(code)
"""
    done = run(script, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("painted after") == 1
    assert "heavy: []" in done.stdout
    assert "WARNING" not in done.stderr
    assert "TypeError" not in done.stderr


def test_an_exception_in_a_slot_is_logged_and_ends_the_process_with_a_failure() -> None:
    script = """
def painted():
    raise RuntimeError("a bug of ours")
conductor = conduct(painted)
code = conductor.window.run()
print("stopped in order")
sys.exit(code)
"""
    done = run(script, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1
    assert "a bug of ours" in done.stderr
    assert "stopped in order" in done.stdout


def test_no_display_is_one_clear_error() -> None:
    script = """
try:
    open_application()
except DisplayMissing as error:
    print("missing:", error)
"""
    for environment in (
        {},
        {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":987"},
        {"QT_QPA_PLATFORM": "wayland", "XDG_RUNTIME_DIR": "/nonexistent"},
    ):
        done = run(script, **environment)
        assert done.returncode == 0, done.stderr
        assert "missing: no display answers" in done.stdout
