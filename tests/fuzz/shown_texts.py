"""Texts of QR codes: what anybody may hold before the camera, or write into an office's settings."""

from __future__ import annotations

import base64
from contextlib import suppress

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.desk.place_slips import PlaceSlips
from kiosk.domain.ids import CommandId, DeviceId, FieldCode, OfficeId
from kiosk.domain.places import PlaceKeptForTomorrow
from kiosk.domain.shown_code import IdCard, Slip, is_invitation, read_code
from kiosk.domain.vietqr import CRC_DIGITS, crc16, read_payment_code
from kiosk.errors import KioskError
from kiosk.sync.invitation import Invitation, read_invitation, read_key, write_invitation, write_key
from tests.fuzz.target import Target

CARD = "001199012345|123456789|Nguyễn Văn Mẫu|05031999|Nam|Số 1, phường Mẫu|01012022"
"""An invented card."""

PAYMENT = "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52"
"""The example of NAPAS's own format."""

OFFICE, DEVICE = OfficeId("ha-dong"), DeviceId("kiosk-1")


def _signed(text: str) -> str:
    """Sign as no device does: only the form matters here."""
    return base64.b64encode(text.encode("utf-8", "replace")[::-1][:32]).decode()


SLIPS = PlaceSlips(OFFICE, _signed)
KEPT = PlaceKeptForTomorrow(
    CommandId("c"), FieldCode("ho_tich"), "2026-11-23", 7, "23456789", "vi", bound=True
)


def read_shown(content: bytes) -> None:
    """Read any code; of a card only its number is kept, of a slip only its token."""
    text = content.decode("utf-8", "replace")
    is_invitation(text)
    match read_code(text):
        case IdCard(number):
            assert len(number) == 12
        case Slip(token):
            assert 16 <= len(token) <= 64


def read_place(content: bytes) -> None:
    """Read the slip of a kept place: as it comes, and signed as if this office had written it."""
    text = content.decode("utf-8", "replace")
    with suppress(KioskError):
        SLIPS.read(text)
    SLIPS.read(f"{text}|{_signed(text)}")


def read_office_code(content: bytes) -> None:
    """Read what only a technician shows: central's invitation, and a device's key."""
    text = content.decode("utf-8", "replace")
    with suppress(KioskError):
        read_invitation(text)
    read_key(text)


def read_payment(content: bytes) -> None:
    """Read an office's payment code: as it comes, and with the checksum that it should have."""
    text = content.decode("utf-8", "replace")
    with suppress(KioskError):
        read_payment_code(text)
    body = text[:-CRC_DIGITS].removesuffix("6304") + "6304"
    read_payment_code(f"{body}{crc16(body.encode('utf-8', 'replace')):04X}")


TARGETS = (
    Target(
        "shown",
        read_shown,
        (
            CARD.encode(),
            b"https://kiosk.local:8080/t/AbCdEfGhIjKlMnOpQrSt#x",
            SLIPS.write(KEPT, "001199012345").encode(),
            PAYMENT.encode(),
            b"HC4017912345678|x",
        ),
        (b"|", b"/t/", b"https://", b"05031999", b"\xef\xbb\xbf", b"000201", b"KP1|"),
    ),
    Target(
        "place", read_place, (SLIPS.write(KEPT, None).rpartition("|")[0].encode(),), (b"KP1|ha-dong|", b"|")
    ),
    Target(
        "office-code",
        read_office_code,
        (
            write_invitation(Invitation("https://central.example", OFFICE, "CODE-1234")).encode(),
            write_key(Ed25519PrivateKey.from_private_bytes(bytes(32)), OFFICE, DEVICE).encode(),
        ),
        (b"/enrol#", b"office=", b"&code=", b"kiosk-key:", b"%00", b"&proof="),
    ),
    Target("payment", read_payment, (PAYMENT.encode(),), (b"6304", b"5802VN", b"5303704", b"5406", b"38")),
)
