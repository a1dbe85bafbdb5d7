"""Codes shown to a replayed camera."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from qrcode.main import QRCode

from kiosk.camera.frame import Frame
from kiosk.camera.pace import SimulatedPace
from kiosk.camera.qr import QrReader
from kiosk.camera.replay import ReplaySource
from kiosk.domain.shown_code import IdCard, read_code
from kiosk.lib.units import MonotonicNs

CARD = "001199012345|123456789|Nguyễn Văn Mẫu|05031999|Nam|Số 1, phường Mẫu|01012022"
"""Invented, as are all its parts."""


def card_in_hand(text: str, degrees: float) -> npt.NDArray[np.uint8]:
    """Draw a code of 5 pixels a module on a grey card, held a little aslant; BGR, 720 lines."""
    code = QRCode(border=4)
    code.add_data(text)
    code.make(fit=True)
    modules = np.array(code.get_matrix(), bool)
    drawn = np.kron(np.where(modules, 45, 205).astype(np.uint8), np.ones((5, 5), np.uint8))
    picture = np.full((720, 1280), 120, np.uint8)
    top, left = (720 - drawn.shape[0]) // 2, (1280 - drawn.shape[1]) // 2
    picture[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    turn = cv2.getRotationMatrix2D((640, 360), degrees, 1.0)
    turned = cv2.warpAffine(picture, turn, (1280, 720), borderValue=(120,))
    return np.asarray(cv2.cvtColor(turned, cv2.COLOR_GRAY2BGR), np.uint8)


def test_a_card_held_before_the_camera_gives_its_number(tmp_path: Path) -> None:
    for number, degrees in enumerate((0, 7, -15)):
        cv2.imwrite(str(tmp_path / f"{number}.png"), card_in_hand(CARD, degrees))
    source = ReplaySource(tmp_path, loop=False, pace=SimulatedPace())
    reader = QrReader()
    source.open()
    read = [reader.read(source.read(5.0)) for _ in range(3)]
    source.close()
    assert read == [CARD] * 3
    assert read_code(CARD) == IdCard("001199012345")


def test_a_picture_without_a_code_gives_none() -> None:
    noise = np.random.default_rng(7).integers(0, 255, (240, 320, 3), np.uint8)
    assert QrReader().read(Frame(noise, MonotonicNs(0), 0)) is None
