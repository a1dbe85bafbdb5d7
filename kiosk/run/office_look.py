"""The configured theme as the Qt screens show it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config_theme import LARGEST_LOGO_BYTES, WHITE, ThemeSection, mix, shade
from kiosk.errors import BadInput
from kiosk.ui.look import Look

if TYPE_CHECKING:
    from kiosk.config import Config

log = logging.getLogger(__name__)

SCREEN_CONTRAST = 7.8
"""Of white on the office's colour. The colour also writes on the screens' page, which is a little darker than white: 7:1
there (WCAG 2.2, 1.4.6)."""

BOARD_CONTRAST = 16.0
"""Of white on the board's ground: what our own ground has, and enough for the softer text on its cards (7:1)."""

CARD_LIGHT = 0.06
"""How much white the board's cards have over its ground, as our own have."""

LARGEST_SIDE_PX = 2000
"""Of a logo: drawn 200 pixels high at most, and decoded it fills 16 MB."""

PNG_MARK = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
"""What a PNG file begins with; width and height follow, four bytes each (ISO/IEC 15948, 5.2 and 11.2.2)."""


def look_of(config: Config) -> Look:
    """Give what the office changed; a logo that cannot be shown is left out, and the log says why.

    An office that chose no colour keeps the screens' own.
    """
    logo = _usable_logo(config.theme.logo)
    if config.theme.colour == ThemeSection().colour:
        return Look(logo=logo)
    colour, ground = shade(config.theme.colour, SCREEN_CONTRAST), shade(config.theme.colour, BOARD_CONTRAST)
    return Look(colour, ThemeSection(colour).dark, ground, mix(ground, WHITE, CARD_LIGHT), logo)


def check_logo(path: Path) -> None:
    """Make sure that a file is a picture of a size that a screen can show.

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


def _usable_logo(name: str) -> Path | None:
    if not name:
        return None
    try:
        check_logo(Path(name))
    except BadInput as error:
        # Nobody shall wait at a dark screen for want of a picture.
        log.warning("%s; shown without", error)
        return None
    return Path(name)
