"""Units as systemd of a device sees them: without a complaint, and no less locked in than docs/units.md says."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from kiosk.config import load_config
from kiosk.device.displays import TOUCH, touch_rule
from tests.image.roots import PROJECT, SHORT_S, changed, run

UNITS = sorted((PROJECT / "systemd/system").glob("*.service"))
WORST = 2.0
"""Exposure by `systemd-analyze security`: 0 is locked in, 10 is open."""

GUIDE = re.compile(r"^Documentation=file://(/\S+)$", re.MULTILINE)
"""Pages that a technician is sent to by `systemctl status`."""

ROW = re.compile(r"^\| (\S+\.service) \| \S+ \| ([\d.]+) \|$", re.MULTILINE)


@cache
def table(root: Path) -> str:
    """The page as it would be written today."""
    return run(PROJECT / "images/unit_table.py", "--root", root, within_s=SHORT_S)


def exposures(page: str) -> dict[str, float]:
    """The page's figures by unit."""
    return {name: float(figure) for name, figure in ROW.findall(page)}


@pytest.mark.parametrize("unit", [unit.name for unit in UNITS])
def test_a_unit_is_locked_in_as_far_as_its_page_says(root: Path, unit: str) -> None:
    written = exposures((PROJECT / "docs/units.md").read_text("utf-8"))
    assert unit in written, "write the page anew: sudo images/unit_table.py --root ROOT >docs/units.md"
    assert exposures(table(root))[unit] <= written[unit] <= WORST


def test_the_page_gives_today_s_reasons_for_what_is_open(root: Path) -> None:
    page = (PROJECT / "docs/units.md").read_text("utf-8")
    assert ROW.sub("", page) == ROW.sub("", table(root))


def test_systemd_of_the_device_has_nothing_to_say_about_the_units(root: Path) -> None:
    told = subprocess.run(
        ["chroot", root, "sh", "-c", "systemd-analyze verify --man=no /usr/local/lib/systemd/system/kiosk*"],
        capture_output=True,
        text=True,
        check=False,
        timeout=SHORT_S,
    )
    assert [line for line in told.stderr.splitlines() if "kiosk" in line] == []


def test_the_guide_that_units_name_lies_on_the_device(root: Path) -> None:
    pages = {page for unit in UNITS for page in GUIDE.findall(unit.read_text("utf-8"))}
    assert pages
    run("chroot", root, "test", "-s", "/opt/kiosk/current/LICENSE", within_s=SHORT_S)
    for page in pages:
        run("chroot", root, "test", "-s", page, within_s=SHORT_S)


@pytest.mark.parametrize("unit", ["screen", "board"])
def test_what_sees_faces_or_speaks_has_no_network(unit: str) -> None:
    text = (PROJECT / f"systemd/system/kiosk-{unit}.service").read_text("utf-8")
    assert "PrivateNetwork=yes" in text.splitlines()


@pytest.mark.parametrize("unit", [unit.name for unit in UNITS])
def test_no_unit_may_take_all_memory_or_start_tasks_without_end(unit: str) -> None:
    settings = (PROJECT / "systemd/system" / unit).read_text("utf-8")
    assert re.search(r"^MemoryMax=\d+[MG]$", settings, re.MULTILINE)
    assert re.search(r"^TasksMax=\d+$", settings, re.MULTILINE)


def test_udev_of_the_device_has_nothing_to_say_about_its_rules(root: Path, tmp_path: Path) -> None:
    inside = tmp_path / "upper" / TOUCH
    inside.parent.mkdir(parents=True)
    inside.write_text(touch_rule(load_config(None)), "utf-8")
    told = changed(
        root,
        tmp_path,
        *("chroot", tmp_path / "root", "udevadm", "verify", "/etc/udev/rules.d/70-kiosk.rules", f"/{TOUCH}"),
        within_s=SHORT_S,
    )
    assert "Success: 2" in told
