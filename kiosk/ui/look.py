"""How an office has its screens look: its colour, its board's ground, its logo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QUrl


@dataclass(frozen=True, slots=True)
class Look:
    """What an office changed; the screens' own is kept where nothing is given, and in high contrast throughout.

    Attributes:
        colour: ``#rrggbb`` of the header and of buttons; white letters stand on it, and it writes on white.
        pressed: The same of a button under a finger.
        ground: ``#rrggbb`` behind the hall's board.
        card: Of the cards on that ground.
        logo: A PNG file that was looked over; None for none.
    """

    colour: str = ""
    pressed: str = ""
    ground: str = ""
    card: str = ""
    logo: Path | None = None

    def for_qml(self) -> dict[str, str]:
        """Give it as QML reads it; what is not given is blank."""
        return {
            "colour": self.colour,
            "pressed": self.pressed,
            "ground": self.ground,
            "card": self.card,
            "logo": QUrl.fromLocalFile(str(self.logo)).toString() if self.logo is not None else "",
        }


OWN_LOOK = Look()
"""The screens' own colours, and no logo."""
