"""What a slip looks like: all of it on the paper, and its QR code can be read."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_uppercase

import cv2
import numpy as np
import pytest

from kiosk.domain.catalogue import TICKET_ICONS
from kiosk.printer.drawing import draw_slip
from kiosk.printer.slip import ICON_NAMES, lines_of
from kiosk.ui.wording import load_wording
from tests.printer.slips import SLIP


@pytest.mark.parametrize("width", [576, 384])
def test_the_qr_code_can_be_read_from_the_paper(width: int) -> None:
    picture = np.array(draw_slip(SLIP, width).convert("L"))
    assert picture.shape[1] == width
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert text == SLIP.qr_text


@pytest.mark.parametrize("width", [576, 384])
def test_while_central_is_away_no_code_is_on_the_paper_and_the_receipt_can_be_read(width: int) -> None:
    with_code, bare = draw_slip(SLIP, width), draw_slip(replace(SLIP, qr_text=""), width)
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(np.array(bare.convert("L")))
    assert text == ""
    assert bare.height < with_code.height
    other = draw_slip(replace(SLIP, qr_text="", receipt="f" * 30), width)
    assert np.array(other).tobytes() != np.array(bare).tobytes()


def test_every_code_and_picture_stays_on_the_paper() -> None:
    for icon, letter in zip(TICKET_ICONS * 3, ascii_uppercase, strict=False):
        slip = replace(SLIP, code=f"{letter}888", icon=icon, field=("Rất dài " * 12, "Very long " * 12))
        dots = np.array(draw_slip(slip, 384))
        assert dots[:, :3].all(), slip.code
        assert dots[:, -3:].all(), slip.code


def test_the_slip_and_the_screen_call_the_pictures_the_same() -> None:
    words = load_wording()["vi"]
    assert {icon: words[f"icon_{icon}"] for icon in TICKET_ICONS} == ICON_NAMES


def test_who_can_walk_at_once_is_told_where_and_nobody_is_promised_what_is_not_known() -> None:
    assert lines_of(SLIP) == (
        "Còn 4 người trước · 4 ahead",
        "Dự kiến 10–25 phút · minutes",
        "Chờ tại Khu B",
    )
    assert lines_of(replace(SLIP, wait_min=None, area="")) == ("Còn 4 người trước · 4 ahead",)
    assert lines_of(replace(SLIP, directed=2))[0] == "Mời vào thẳng quầy 2"
