"""The colour of the office's pages and screens, whether it can be read, and the office's logo."""

from __future__ import annotations

from typing import Annotated

import msgspec

from kiosk.config_section import Section
from kiosk.errors import ConfigInvalid

LEAST_CONTRAST = 4.5
"""White letters on the colour. Source: WCAG 2.1, success criterion 1.4.3 (AA)."""

SRGB_KNEE = 0.04045
"""Below it sRGB is linear (WCAG 2.1, definition of relative luminance)."""

DARKER = 0.72
"""How bright the colour of a pressed button is, beside the button's own."""


BLACK, WHITE = "#000000", "#ffffff"

STEPS = 50
"""Shades between a colour and black: finer ones cannot be told apart."""


LARGEST_LOGO_BYTES = 1024 * 1024


class ThemeSection(Section, frozen=True):
    """How the office's pages and screens look.

    Attributes:
        colour: Of buttons and headings, with white letters on it; screens take a darker shade where it is too pale.
        logo: A PNG file on the device for the top of screen and board; empty for none.
    """

    colour: Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$")] = "#0a4a63"
    logo: Annotated[str, msgspec.Meta(pattern=r"^(/[^\0]+\.png)?$")] = ""

    @property
    def dark(self) -> str:
        """The darker shade, for pressed buttons."""
        return mix(self.colour, BLACK, 1 - DARKER)


def check_theme(theme: ThemeSection, name: str) -> None:
    """Refuse a colour on which white cannot be read; ``name`` is used in messages.

    Raises:
        ConfigInvalid: The contrast is below `LEAST_CONTRAST`.
    """
    contrast = _contrast_to_white(theme.colour)
    if contrast < LEAST_CONTRAST:
        raise ConfigInvalid(
            f"{name}: [theme] colour {theme.colour} has a contrast of {contrast:.1f} to white; choose a darker one"
        )


def shade(colour: str, least_contrast: float) -> str:
    """Darken a colour, by as little as it takes, until white has this contrast on it (at most 21)."""
    steps = (mix(colour, BLACK, step / STEPS) for step in range(STEPS + 1))
    return next(shaded for shaded in steps if _contrast_to_white(shaded) >= least_contrast)


def mix(colour: str, other: str, share: float) -> str:
    """Give a colour with this share, 0 to 1, of another in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{int(one * (1 - share) + two * share):02x}" for one, two in pairs)


def _contrast_to_white(colour: str) -> float:
    return 1.05 / (_luminance(colour) + 0.05)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """Give the relative luminance, 0 to 1, as WCAG 2.1 defines it."""
    linear = [
        part / 255 / 12.92 if part / 255 <= SRGB_KNEE else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
