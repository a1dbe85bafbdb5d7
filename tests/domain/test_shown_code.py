from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.desk.place_slips import PlaceSlips
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.domain.places import PlaceKeptForTomorrow
from kiosk.domain.shown_code import IdCard, OtherCode, OtherKind, PlaceSlip, Slip, read_code

NUMBER = "001199012345"
CARD = f"{NUMBER}|123456789|Nguyễn Văn Mẫu|05031999|Nam|Số 1, phường Mẫu|01012022"


@pytest.mark.parametrize(
    "text",
    [
        CARD,
        CARD + "||||Trần Văn Cha|Lê Thị Mẹ|",
        f"{NUMBER}||Nguyễn Văn Mẫu|00001950|Nữ|phường Mẫu",
        "\ufeff" + CARD + "\r\n",
        unicodedata.normalize("NFD", CARD),
    ],
)
def test_a_card_gives_its_number_and_nothing_else(text: str) -> None:
    card = read_code(text)
    assert card == IdCard(NUMBER)
    assert "Mẫu" not in repr(card)
    assert NUMBER not in repr(card)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("DN4790123456789|4e677579|05031999|1|", OtherKind.HEALTH),
        ("00020101021138600010A000000727", OtherKind.PAYMENT),
        ("https://dichvucong.gov.vn/p/home", OtherKind.LINK),
        ("a1b2c3d4e5", OtherKind.UNKNOWN),
        ("00119901234|1|Tên|05031999|Nam|Nơi", OtherKind.UNKNOWN),
        ("001199012345|1|Tên|5 tháng 3|Nam|Nơi", OtherKind.UNKNOWN),
        ("", OtherKind.UNKNOWN),
    ],
)
def test_what_is_no_card_is_told_apart(text: str, kind: OtherKind) -> None:
    assert read_code(text) == OtherCode(kind)


def test_a_tickets_slip_gives_its_token() -> None:
    token = "Zk3-_9aBcDeFgHiJkLmNoP"
    assert read_code(f"http://192.168.1.5:8080/t/{token}#3f7ac0de") == Slip(token)
    assert read_code(f"https://one.example.vn/phuong/t/{token}") == Slip(token)


def test_a_slip_that_the_desk_wrote_for_another_day_is_known_as_one() -> None:
    slips = PlaceSlips("mot-cua-demo", lambda text: f"signed{len(text)}")
    kept = PlaceKeptForTomorrow(
        offer=CommandId("x"),
        field=FieldCode("chung_thuc"),
        date="2026-11-23",
        order=1,
        token=slips.new_token(),
        language="vi",
        bound=False,
    )
    text = slips.write(kept, None)
    assert read_code(text) == PlaceSlip(text)


@given(st.text(max_size=200))
def test_no_code_whatsoever_is_an_error(text: str) -> None:
    assert isinstance(read_code(text), IdCard | Slip | PlaceSlip | OtherCode)
