"""The configured theme as the Qt screens show it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config_logo import read_logo
from kiosk.config_theme import WHITE, ThemeSection, mix, shade
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


def look_of(config: Config) -> Look:
    """Give what the office changed; a logo that cannot be shown is left out, and the log says why.

    An office that chose no colour keeps the screens' own.
    """
    logo = _usable_logo(config.theme.logo)
    if config.theme.colour == ThemeSection().colour:
        return Look(logo=logo)
    colour, ground = shade(config.theme.colour, SCREEN_CONTRAST), shade(config.theme.colour, BOARD_CONTRAST)
    return Look(colour, ThemeSection(colour).dark, ground, mix(ground, WHITE, CARD_LIGHT), logo)


def _usable_logo(name: str) -> Path | None:
    if not name:
        return None
    try:
        read_logo(Path(name))
    except BadInput as error:
        # Nobody shall wait at a dark screen for want of a picture.
        log.warning("%s; shown without", error)
        return None
    return Path(name)
