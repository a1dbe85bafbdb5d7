"""Logs go to the one stick that is there, or to the folder that the office names."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk.config import load_config
from kiosk.device.stick import copy_logs
from kiosk.errors import CommandRefused

CONFIG = load_config(None)


@pytest.mark.parametrize(("mounted", "code"), [((), "no_stick"), (("one", "two"), "many_sticks")])
def test_without_exactly_one_stick_nothing_is_written(
    tmp_path: Path, mounted: tuple[str, ...], code: str
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with pytest.raises(CommandRefused) as refused:
        copy_logs(CONFIG, lambda: "{}", media=tmp_path, is_stick=lambda path: path.name in mounted)
    assert refused.value.code == code
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_one_stick_has_the_archive(tmp_path: Path) -> None:
    stick = tmp_path / "technician" / "STICK"
    stick.mkdir(parents=True)
    path = copy_logs(CONFIG, lambda: "{}", media=tmp_path, is_stick=lambda place: place == stick)
    assert path.parent == stick
    assert path.stat().st_size > 0


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    desk = msgspec.structs.replace(CONFIG.desk, logs_dir=str(tmp_path / "nowhere"))
    with pytest.raises(CommandRefused, match="nowhere is no folder"):
        copy_logs(msgspec.structs.replace(CONFIG, desk=desk), lambda: "{}")
