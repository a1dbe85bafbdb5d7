from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import load_config
from kiosk.domain.vietqr import PaymentCode, crc16, read_payment_code
from kiosk.errors import BadInput, ConfigInvalid

STATIC = "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52"
DYNAMIC = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
    "62340107NPS68690819thanh toan don hang63042E2E"
)
GIVEN = (
    "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN"
    "62170813ung ho lu lut6304C15C"
)
"""Examples of NAPAS's format and of a published tool whose checksums were recomputed."""


def test_the_checksum_is_the_standards() -> None:
    assert crc16(b"123456789") == 0x29B1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (STATIC, PaymentCode("970403", "9704031101234567", None)),
        (DYNAMIC, PaymentCode("970403", "0011012345678", 180_000)),
        (GIVEN, PaymentCode("970415", "0011001932418", 120_000)),
    ],
)
def test_published_codes_are_read(text: str, code: PaymentCode) -> None:
    assert read_payment_code(text) == code


@given(st.integers(0, len(STATIC) - 1), st.sampled_from("0123456789AZ"))
def test_one_wrong_sign_is_noticed(at: int, sign: str) -> None:
    wrong = STATIC[:at] + sign + STATIC[at + 1 :]
    if wrong != STATIC:
        with pytest.raises(BadInput):
            read_payment_code(wrong)


def test_a_code_of_another_land_or_without_an_account_is_refused() -> None:
    for text in (STATIC.replace("5802VN", "5802TH"), STATIC.replace("53037045", "53038405"), "000201"):
        body = text[:-4]
        with pytest.raises(BadInput):
            read_payment_code(f"{body}{crc16(body.encode()):04X}")


def test_a_damaged_code_in_the_configuration_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(f'[services]\npayment_qr = "{STATIC[:-1]}3"\n', "utf-8")
    with pytest.raises(ConfigInvalid, match=r"\[services\] payment_qr: the checksum"):
        load_config(path)
