"""The office's logo: the file that `[theme] logo` names, looked over before anything shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.config_theme import LARGEST_LOGO_BYTES
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_SIDE_PX = 2000
"""Drawn 200 pixels high at most, and decoded it fills 16 MB."""

PNG_MARK = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
"""What a PNG file begins with; width and height follow, four bytes each (ISO/IEC 15948, 5.2 and 11.2.2)."""


def read_logo(path: Path) -> bytes:
    """Give a file's bytes, if it is a picture of a size that a screen can show.

    Raises:
        BadInput: It is not; the message says what to do.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_LOGO_BYTES + 1)
    except OSError as error:
        raise BadInput(f"[theme] logo {path}: {error.strerror}") from error
    if len(content) > LARGEST_LOGO_BYTES:
        raise BadInput(f"[theme] logo {path}: larger than {LARGEST_LOGO_BYTES // 1024} KiB; make it smaller")
    width, height = (int.from_bytes(content[at : at + 4]) for at in (len(PNG_MARK), len(PNG_MARK) + 4))
    if not content.startswith(PNG_MARK) or not width or not height:
        raise BadInput(f"[theme] logo {path}: no PNG picture")
    if max(width, height) > LARGEST_SIDE_PX:
        raise BadInput(
            f"[theme] logo {path}: {width}×{height}; at most {LARGEST_SIDE_PX} pixels wide and high"
        )
    return content
