"""A file of settings becomes a code that the corner's camera reads."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.config import embedded_tables
from kiosk.device.settings_code import LARGEST_CODE_BYTES, draw_settings
from kiosk.domain.shown_code import SETTINGS_MARK
from kiosk.errors import BadInput, ConfigInvalid
from tests.device.settings import GOOD, SHOWN


def pixels(svg: str) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Draw the SVG's modules."""
    side = int(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    grey = np.full((side, side), 255, np.uint8)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg):
        grey[int(y), int(x)] = 0
    return np.kron(grey, np.ones((6, 6), np.uint8))


def test_the_code_says_what_the_file_says(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(SHOWN, "utf-8-sig")
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(pixels(draw_settings(file, embedded_tables())))
    assert text == SETTINGS_MARK + SHOWN


def test_what_is_wrong_or_too_long_for_a_camera_becomes_no_code(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    with pytest.raises(BadInput, match="No such file"):
        draw_settings(file, embedded_tables())
    file.write_text(SHOWN.replace("Ho_Chi_Minh", "Nowhere"), "utf-8")
    with pytest.raises(ConfigInvalid, match="time_zone"):
        draw_settings(file, embedded_tables())
    file.write_text(SHOWN + "#" * LARGEST_CODE_BYTES, "utf-8")
    with pytest.raises(BadInput, match="put the file on the card"):
        draw_settings(file, embedded_tables())


def test_a_file_with_a_key_becomes_no_code(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(GOOD, "utf-8")
    with pytest.raises(ConfigInvalid, match=r"\[system\] ssh_key: keys come with the card alone"):
        draw_settings(file, embedded_tables())
