"""The colour of the office's pages, and whether it can be read."""

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


class ThemeSection(Section, frozen=True):
    """How the office's pages look.

    Attributes:
        colour: Of buttons and headings, with white letters on it.
    """

    colour: Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$")] = "#0a4a63"

    @property
    def dark(self) -> str:
        """The darker shade, for pressed buttons."""
        return "#" + "".join(f"{int(part * DARKER):02x}" for part in _parts(self.colour))


def check_theme(theme: ThemeSection, name: str) -> None:
    """Refuse a colour on which white cannot be read; ``name`` is used in messages.

    Raises:
        ConfigInvalid: The contrast is below `LEAST_CONTRAST`.
    """
    contrast = 1.05 / (_luminance(theme.colour) + 0.05)
    if contrast < LEAST_CONTRAST:
        raise ConfigInvalid(
            f"{name}: [theme] colour {theme.colour} has a contrast of {contrast:.1f} to white; choose a darker one"
        )


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """Give the relative luminance, 0 to 1, as WCAG 2.1 defines it."""
    linear = [
        part / 255 / 12.92 if part / 255 <= SRGB_KNEE else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
