"""A slip's picture as the bytes that a thermal printer takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

ROWS = 240
"""Rows sent together: 17 kB, which the smallest printers hold in memory."""

REAL_TIME = re.compile(rb"(?<=\x10)[\x04\x05\x14]")
"""Second byte of a real-time command: printers obey DLE EOT, DLE ENQ and DLE DC4 even inside a picture."""

SET_BIT = 0x08
"""One dot more, which nobody sees, and the byte is another."""


def encode(picture: Image) -> bytes:
    """Encode a picture, and cut the paper after it.

    Args:
        picture: One bit a dot; its width a multiple of 8.
    """
    from escpos.constants import ESC, GS
    from escpos.image import EscposImage

    parts = [ESC + b"@"]
    for fragment in EscposImage(picture).split(ROWS):
        piece = EscposImage(fragment)
        size = piece.width_bytes.to_bytes(2, "little") + piece.height.to_bytes(2, "little")
        parts.append(GS + b"v0\x00" + size + _without_commands(piece.to_raster_format()))
    # Feeds to the knife by itself.
    parts.append(GS + b"V\x42\x00")
    return b"".join(parts)


def _without_commands(raster: bytes) -> bytes:
    return REAL_TIME.sub(lambda found: bytes([found[0][0] | SET_BIT]), raster)
