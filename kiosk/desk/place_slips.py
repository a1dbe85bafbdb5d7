"""The signed slip of a place that was kept for another day."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING

from kiosk.domain.ids import FieldCode
from kiosk.domain.keeping import KeptPlace
from kiosk.domain.places import CODE_LENGTH, CODE_SIGNS
from kiosk.errors import CommandRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.places import PlaceKeptForTomorrow

MARK = "KP1"
"""Begins the text of every such slip, so that a kiosk knows it from a ticket's."""

PARTS = 8
"""Mark, office, date, field, order, token, bearer, signature."""

ORDER = re.compile("[1-9][0-9]{0,2}")

BEARER_DIGITS = 16
"""64 bits of the bearer's code; the number behind it cannot be tried out without the device's key."""


class PlaceSlips:
    """Writes slips and reads them; only this office's own key can do either."""

    def __init__(self, office: str, sign: Callable[[str], str]) -> None:
        """Prepare.

        Args:
            sign: Signs a text with the device's key, always in the same way, as Ed25519 does; Base64.
        """
        self._office = office
        self._sign = sign

    def new_token(self) -> str:
        """Make the code of a new place."""
        return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))

    def bearer(self, token: str, id_number: str) -> str:
        """Turn an identification number into the code of one slip's bearer; hex, of no use elsewhere."""
        signed = self._sign(f"kiosk bearer|{self._office}|{token}|{id_number}")
        return hashlib.sha256(signed.encode()).hexdigest()[:BEARER_DIGITS]

    def write(self, kept: PlaceKeptForTomorrow, id_number: str | None) -> str:
        """Write a place's slip for its QR code; whoever wants it bound is in it as a code only."""
        bearer = "" if id_number is None else self.bearer(kept.token, id_number)
        text = self._text(KeptPlace(kept.field, kept.date, kept.order, kept.token, bearer))
        return f"{text}|{self._sign(text)}"

    def read(self, text: str) -> KeptPlace:
        """Read a slip's QR code.

        Raises:
            CommandRefused: It is not one of this office, or was changed.
        """
        parts = text.split("|")
        if len(parts) == PARTS and parts[0] == MARK and ORDER.fullmatch(parts[4]):
            _, office, date, field, order, token, bearer, signature = parts
            place = KeptPlace(FieldCode(field), date, int(order), token, bearer)
            expected = self._sign(self._text(place))
            if office == self._office and hmac.compare_digest(expected.encode(), signature.encode()):
                return place
        raise CommandRefused("this is no slip of this office", code="bad_slip")

    def _text(self, place: KeptPlace) -> str:
        return "|".join(
            (MARK, self._office, place.date, place.field, str(place.order), place.token, place.bearer)
        )
