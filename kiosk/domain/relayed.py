"""What an office's second kiosk may ask of the desk, and what it signs when it asks."""

from __future__ import annotations

import hashlib

DEVICE_HEADER = "Kiosk-Device"
SIGNATURE_HEADER = "Kiosk-Signature"

HELLO = "/v1/hello"
SETTINGS = "/v1/settings"
SNAPSHOT = "/v1/snapshot"
UPDATES = "/v1/updates"
COMMANDS = "/v1/commands"
SLIPS = "/v1/slips"
SPOKEN = "/v1/spoken"
KEYPAD = "/v1/keypad"
CAMERA = "/v1/camera"
TECHNICIAN = "/v1/technician"
SELF_TEST = "/v1/technician/test"

GOT = (SETTINGS, SNAPSHOT)
POSTED = (SLIPS, SPOKEN, KEYPAD, CAMERA, TECHNICIAN, SELF_TEST)
"""Handed on as they are."""

ROUTES = frozenset(
    {("GET", HELLO), ("GET", UPDATES), ("POST", COMMANDS)}
    | {("GET", path) for path in GOT}
    | {("POST", path) for path in POSTED}
)
"""All that a screen asks; nothing else passes, on either side."""


def request_text(device: str, method: str, path: str, body: bytes) -> str:
    """Write what a second kiosk signs for a request.

    No time and no number: a copy of the request can only be taken inside the TLS connection to the desk's
    pinned key, and a command has an id that counts once.
    """
    return f"{device}|RELAY|{method}|{path}|{hashlib.sha256(body).hexdigest()}"
