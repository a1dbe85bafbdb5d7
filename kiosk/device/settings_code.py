"""The code by which settings come to a device without its card being taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.device.shown_setup import read_shown
from kiosk.domain.shown_code import SETTINGS_MARK
from kiosk.errors import BadInput
from kiosk.lib.qr import qr_svg

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_CODE_BYTES = 700
"""A 1280×720 camera read codes of 700 bytes, tilted and noisy, in every second frame, of 900 in every sixth, of 1,200 in none."""


def draw_settings(file: Path, embedded: dict[str, Any]) -> str:
    """Draw a file of settings as a QR code, for the technician's corner; SVG, with the file's secrets in it.

    Args:
        embedded: As :func:`kiosk.device.setup_file.read_setup`.

    Raises:
        BadInput: It cannot be read, or is too long for a code.
        ConfigInvalid: It does not hold together, or has what only the card may bring.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from error
    read_shown(content, embedded, name=str(file))
    text = SETTINGS_MARK + content.decode("utf-8-sig")
    size = len(text.encode())
    if size > LARGEST_CODE_BYTES:
        raise BadInput(
            f"{file}: {size} bytes, and a camera reads {LARGEST_CODE_BYTES}; leave out what is as it was delivered, "
            "or put the file on the card"
        )
    return qr_svg(text).decode()
