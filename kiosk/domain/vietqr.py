"""The office's own payment code: a VietQR text, taken apart and checked before it is ever shown."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.errors import BadInput

CRC_DIGITS = 4
_HEADER = 4
NAPAS = "A000000727"


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """What a payment code says.

    Attributes:
        bank: The bank's number (BIN, six digits).
        account: The account, or the card, or the merchant.
        amount: In đồng; None where the payer fills it in.
    """

    bank: str
    account: str
    amount: int | None


def read_payment_code(text: str) -> PaymentCode:
    """Take a VietQR text apart.

    Raises:
        BadInput: It is damaged, its checksum is wrong, or it is not of NAPAS and in đồng.

    Source: NAPAS, format of VietQR v1.0 (09-2021).
    """
    body, crc = text[:-CRC_DIGITS], text[-CRC_DIGITS:]
    if not text.isascii() or not body.endswith("6304"):
        raise BadInput("a VietQR text is ASCII and ends with 6304 and four digits")
    if crc != f"{crc16(body.encode('ascii')):04X}":
        raise BadInput(f"the checksum of the VietQR text is wrong: it ends with {crc}")
    fields = _fields(text)
    account = _fields(fields.get("38", ""))
    owner = _fields(account.get("01", ""))
    if account.get("00") != NAPAS or fields.get("53") != "704" or fields.get("58") != "VN":
        raise BadInput("the text is no VietQR of NAPAS in đồng")
    if not (owner.get("00") and owner.get("01")):
        raise BadInput("the VietQR text names no bank and account")
    amount = fields.get("54")
    return PaymentCode(owner["00"], owner["01"], None if amount is None else _amount(amount))


def crc16(data: bytes) -> int:
    """Give the CRC-16/CCITT-FALSE: polynomial 0x1021, begun with 0xFFFF. Source: ISO/IEC 13239."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc


def _fields(text: str) -> dict[str, str]:
    """Split ``IILLvalue…``: two digits of name, two of length."""
    fields: dict[str, str] = {}
    while text:
        length = text[2:_HEADER]
        if not length.isdecimal() or len(text) < _HEADER + int(length):
            raise BadInput(f"the VietQR text breaks off at {text[:8]!r}")
        end = _HEADER + int(length)
        fields[text[:2]] = text[_HEADER:end]
        text = text[end:]
    return fields


def _amount(text: str) -> int:
    if not text.isdecimal():
        raise BadInput(f"the amount {text!r} of the VietQR text is no number of đồng")
    return int(text)
