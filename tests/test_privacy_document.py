"""The annex on privacy says what the program and its defaults do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.cli_log import KEEP_DAYS
from kiosk.config import load_config
from kiosk.store.backup import DAILY_KEPT, WEEKLY_KEPT

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "privacy.md").read_text("utf-8")
HOUR_MIN = 60


def row(beginning: str) -> list[str]:
    """Give the cells of the table's only row that begins so."""
    (found,) = [line for line in TEXT.splitlines() if line.startswith(f"| {beginning}")]
    return [cell.strip() for cell in found.strip("|").split("|")]


def test_how_long_things_are_kept_is_as_the_program_keeps_them() -> None:
    config = load_config(None)
    closes = config.office_calendar.close_day_at
    assert f"{closes // HOUR_MIN:02d}:{closes % HOUR_MIN:02d}" in row("đặc điểm khuôn mặt (128")[2]
    assert f"{KEEP_DAYS} ngày" in row("nhật ký sự kiện")[2]
    assert row("bản sao lưu")[2] == f"{DAILY_KEPT} ngày và {WEEKLY_KEPT} tuần gần nhất"
    assert ("mặc định tắt" in row("ảnh nhỏ")[1]) is not config.face.officer_picture


def test_how_long_the_journal_lives_is_as_devices_keep_it() -> None:
    settings = (ROOT / "systemd" / "journald.conf.d" / "kiosk.conf").read_text("utf-8")
    found = re.search(r"^MaxRetentionSec=(\d+)month$", settings, re.MULTILINE)
    size = re.search(r"^SystemMaxUse=(\d+)M$", settings, re.MULTILINE)
    assert found
    assert size
    assert row("nhật ký chương trình")[2] == f"{found[1]} tháng, nhiều nhất {size[1]} MB"


@pytest.mark.parametrize("unit", ["desk", "screen", "relay"])
def test_who_holds_faces_dumps_no_core_and_never_swaps(unit: str) -> None:
    lines = (ROOT / "systemd" / "system" / f"kiosk-{unit}.service").read_text("utf-8").splitlines()
    assert "LimitCORE=0" in lines
    assert "MemorySwapMax=0" in lines
