"""What a QR code held before the camera says: an identity card's number, a slip's token, or something else."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from enum import StrEnum

CARD_FIELDS = 6
"""Fields that every card has; the seventh, and whatever follows it, may be missing."""

_NUMBER = re.compile(r"\d{12}")
_DATE = re.compile(r"\d{8}")
_SLIP = re.compile(r"https?://[^/]+(?:/[^/]+)*/t/(?P<token>[A-Za-z0-9_-]{16,64})(?:[#?].*)?")
_HEALTH = re.compile(r"(?:[A-Z]{2}\d{13}|\d{10})\|")
_PAYMENT = "000201"

PLACE_MARK = "KP1|"
"""Begins the slip of a place kept for another day."""

INVITATION_PATH = "/enrol"
"""Ends the address in central's invitation to a device, ``https://CENTRAL/enrol#…``; only the technician's corner reads it."""

SETTINGS_MARK = "KIOSK1\n"
"""Begins the code that holds a whole `kiosk.toml`; read there, too."""


class OtherKind(StrEnum):
    """Codes that people hold before a kiosk by mistake."""

    HEALTH = "health"
    PAYMENT = "payment"
    LINK = "link"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IdCard:
    """All that is taken from an identity card: its number."""

    number: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Slip:
    """The token of a ticket's page."""

    token: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class PlaceSlip:
    """The signed slip of a place that was kept on an earlier day; the desk reads it."""

    text: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class OtherCode:
    """Something else."""

    kind: OtherKind


def is_invitation(text: str) -> bool:
    """Tell whether a code has the form of central's invitation to a device."""
    address, mark, _ = text.strip().partition("#")
    return bool(mark) and address.startswith(("http://", "https://")) and address.endswith(INVITATION_PATH)


def read_code(text: str) -> IdCard | Slip | PlaceSlip | OtherCode:
    """Tell what a code is; name, address and relatives on a card are dropped here and go nowhere.

    A card's code is text separated by ``|``: the twelve digits first, the date of birth (``ddmmyyyy``,
    day and month may be 00) fourth. The old number may be empty, the date of issue may be missing, and
    newer cards append fields about relatives. It is not signed: it is a number a citizen shows, no proof.

    Source: the chip card of 2021 and the card of Law 26/2023, as their readers see them.
    """
    text = text.removeprefix("\ufeff").strip()
    fields = [field.strip() for field in text.split("|")]
    if len(fields) >= CARD_FIELDS and _NUMBER.fullmatch(fields[0]) and _DATE.fullmatch(fields[3]):
        return IdCard(fields[0])
    if text.startswith(PLACE_MARK):
        return PlaceSlip(text)
    slip = _SLIP.fullmatch(text)
    if slip is not None:
        return Slip(slip["token"])
    if text.startswith(_PAYMENT):
        return OtherCode(OtherKind.PAYMENT)
    if _HEALTH.match(text):
        return OtherCode(OtherKind.HEALTH)
    if text.startswith(("http://", "https://")):
        return OtherCode(OtherKind.LINK)
    return OtherCode(OtherKind.UNKNOWN)
