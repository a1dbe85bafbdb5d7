"""How much more or less light the face needs: the camera's own exposure looks at the whole picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.face.quality import Hint
from kiosk.lib.units import NS_PER_MS, DurationMs, MonotonicNs

if TYPE_CHECKING:
    from kiosk.face.pipeline import Glance

WRONG_LIGHT = frozenset({Hint.BACKLIT, Hint.TOO_DARK, Hint.TOO_BRIGHT})

WANTED_BRIGHTNESS = 120.0
"""Mean luma of a well lit face, 0 to 255: the median of LFW's faces is 128."""

GAMMA = 2.2
"""Of sRGB: luma is about the light to the power of 1/2.2."""

MOST_AT_ONCE = 4.0
"""Two stops; a face that needs more is too dark to be measured well."""

SETTLE_MS = DurationMs(400)
"""Until the change is in the pictures: sensors and drivers take two to four frames, more at low rates."""

MOST_STEPS = 4
"""Steps in one look; a face that is wrong after them will not be helped by the fifth."""


class Metering:
    """Follow one look's faces and say when to let in more or less light."""

    def __init__(self) -> None:
        self._steps = 0
        self._last_at: MonotonicNs | None = None

    @property
    def has_acted(self) -> bool:
        """Whether the exposure is no longer the driver's own."""
        return self._steps > 0

    def take(self, glance: Glance) -> float | None:
        """Give the light wanted over that of now; None to leave it as it is."""
        if glance.quality is None or glance.hint not in WRONG_LIGHT or self._steps >= MOST_STEPS:
            return None
        if self._last_at is not None and (glance.taken_at - self._last_at) // NS_PER_MS < SETTLE_MS:
            return None
        self._last_at = glance.taken_at
        self._steps += 1
        wanted = (WANTED_BRIGHTNESS / max(1.0, glance.quality.brightness)) ** GAMMA
        return float(min(max(wanted, 1 / MOST_AT_ONCE), MOST_AT_ONCE))
