"""One signed call to a webhook's address, with its limits."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests

from kiosk import __version__
from kiosk.lib.units import MS_PER_S
from kiosk.sync.redirects import StayingSession

if TYPE_CHECKING:
    from kiosk.lib.units import WallMs

TIMEOUT_S = 10.0
"""Of the handshake, and of the answer: a receiver takes what it is told and works later."""

SIGNATURE_HEADER = "Kiosk-Signature"
TIMESTAMP_HEADER = "Kiosk-Timestamp"
DELIVERY_HEADER = "Kiosk-Delivery"
KIND_HEADER = "Kiosk-Event"
SCHEME = "v1="


@dataclass(frozen=True, slots=True)
class Told:
    """How a call ended.

    Attributes:
        answer: The status, or why there was none; nothing of the answer itself.
    """

    is_taken: bool
    answer: str


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """Give the signature (HMAC-SHA256, hex, with its scheme) of a body told at a moment."""
    return SCHEME + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def tell(url: str, body: bytes, headers: dict[str, str], secret: bytes, now: WallMs) -> Told:
    """Tell an address something; whatever it answers with 200 to 299 is taken."""
    timestamp = str(now // MS_PER_S)
    signed = {
        **headers,
        "Content-Type": "application/json",
        "User-Agent": f"mot-cua-kiosk/{__version__}",
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: sign(secret, timestamp, body),
    }
    try:
        with (
            StayingSession() as session,
            session.post(
                url, data=body, headers=signed, timeout=TIMEOUT_S, allow_redirects=False, stream=True
            ) as response,
        ):
            status = response.status_code
    except (requests.RequestException, OSError) as error:
        return Told(is_taken=False, answer=type(error).__name__)
    return Told(requests.codes.ok <= status < requests.codes.multiple_choices, str(status))
