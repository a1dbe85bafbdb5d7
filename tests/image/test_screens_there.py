"""Screens as a device draws them: with the Python, Qt and fonts of the root, and the program that was installed there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.image.roots import PROJECT, run

DRAWN_WITHIN_S = 900
PLACE = "/mnt/project"
TOOLS = "/mnt/tools"
WHAT = (
    "tests/ui/test_journeys.py",
    "tests/ui/test_driver.py",
    "tests/ui/test_screens.py",
    "tests/ui/test_technician.py",
    "tests/ui/test_every_screen.py::test_every_screen_is_drawn_well[portrait-1080p-vi]",
    "tests/ui/test_every_screen.py::test_every_screen_is_drawn_well[landscape-720p-en]",
    "tests/ui/test_every_screen.py::test_every_screen_is_drawn_well[small-720p-vi]",
)
"""No test that needs compiled tools: those of this machine are for its own Python."""


def test_journeys_and_screens_hold_with_the_device_s_own_qt(bootable: Path) -> None:
    tools = Path(pytest.__file__).parents[1]
    told = run(
        *("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--pipe", "--volatile=overlay"),
        *("--private-network", "--directory", bootable / "root"),
        *(f"--bind-ro={PROJECT / name}:{PLACE}/{name}" for name in ("tests", "pyproject.toml")),
        *(f"--bind-ro={tools}:{TOOLS}", f"--chdir={PLACE}"),
        f"--setenv=PYTHONPATH=/opt/kiosk/current:/opt/kiosk/current/site-packages:{TOOLS}",
        *("--setenv=PYTHONDONTWRITEBYTECODE=1", "--setenv=PYTEST_DISABLE_PLUGIN_AUTOLOAD=1"),
        *("--setenv=QT_QPA_PLATFORM=offscreen", "--setenv=HOME=/tmp"),
        *("/usr/bin/python3", "-c", RUN, *WHAT),
        within_s=DRAWN_WITHIN_S,
    )
    assert "Python 3.13, Qt 6.11" in told
    assert " passed" in told
    assert "skipped" not in told


RUN = """
import sys
import kiosk, pytest
from PyQt6.QtCore import qVersion
assert kiosk.__file__.startswith("/opt/kiosk/"), kiosk.__file__
print(f"Python {sys.version_info[0]}.{sys.version_info[1]}, Qt {qVersion()}")
sys.exit(pytest.main(sys.argv[1:]))
"""
