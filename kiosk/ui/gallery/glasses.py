"""The glasses and the easier views in which every screen is drawn."""

from __future__ import annotations

from kiosk.ui.parts import Aid
from kiosk.ui.window import Glass

GLASSES = {
    "portrait-1080p": Glass(268.0, (1080, 1920)),
    "landscape-1080p": Glass(476.0, (1920, 1080)),
    "landscape-720p": Glass(345.0, (1280, 720)),
    "small-720p": Glass(223.0, (1280, 720)),
    "portrait-720p": Glass(194.0, (720, 1280)),
}
"""Panels of 21.5, 21.5, 15.6, 10.1 and 15.6 inch."""

BOARD_GLASSES = {
    "board-1080p": Glass(955.0, (1920, 1080)),
    "board-portrait": Glass(537.0, (1080, 1920)),
    "board-720p": Glass(708.0, (1280, 720)),
}
"""Television sets of 43, 43 upright and 32 inch."""

MANNERS: dict[str, frozenset[Aid]] = {
    "usual": frozenset(),
    "contrast": frozenset({Aid.HIGH_CONTRAST}),
    "large": frozenset({Aid.LARGE_TEXT}),
    "low": frozenset({Aid.LOW}),
}
"""What a citizen may have switched on."""

PICTURED_GLASSES = ("portrait-1080p", "landscape-1080p", "landscape-720p", *BOARD_GLASSES)
PICTURED_MANNERS = ("usual", "contrast", "large")
"""What `kiosk screenshots` draws unless told otherwise; the tests check all."""
