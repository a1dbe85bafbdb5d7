"""Whether citizens can see, touch and hear: display, touch screen, loudspeaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine, warning
from kiosk.doctor.readings import SYSTEM, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.doctor.check import Context, Finding

TOUCH_BITS = {"ABS_MT_POSITION_X": 53, "BTN_TOUCH": 330}
"""linux/input-event-codes.h."""

WORD_BITS = 64
"""The kernel writes capabilities as words of its own size; all supported machines have 64 bits."""


class DisplayCheck:
    """A display is connected and tells its modes."""

    name = "display"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._root = root

    def run(self, _context: Context) -> Finding:
        """Read the graphics card's connectors."""
        connectors = sorted(self._root.glob("sys/class/drm/card*-*/status"))
        if not connectors:
            return warning(
                "no graphics card is known here", "see that its driver is loaded; a server needs none"
            )
        connected = [path.parent for path in connectors if read_text(path) == "connected"]
        if not connected:
            return fault(
                "no display is connected",
                "see the HDMI cable, on a Pi at the port beside the power, and the monitor",
            )
        silent = [path.name for path in connected if not read_text(path / "modes")]
        if silent:
            return fault(f"{', '.join(silent)} tells no modes", "use another cable, without an adapter")
        names = [f"{path.name} {(read_text(path / 'modes') or '').splitlines()[0]}" for path in connected]
        return fine(", ".join(names))


class TouchCheck:
    """A touch screen is there."""

    name = "touch"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._root = root

    def run(self, _context: Context) -> Finding:
        """Look for an input device with touch positions."""
        found = [
            read_text(folder / "name") or folder.name
            for folder in sorted(self._root.glob("sys/class/input/input*"))
            if _has_bit(read_text(folder / "capabilities/abs"), TOUCH_BITS["ABS_MT_POSITION_X"])
            and _has_bit(read_text(folder / "capabilities/key"), TOUCH_BITS["BTN_TOUCH"])
        ]
        if not found:
            return fault("no touch screen", "see its USB cable; `kiosk` can be used with a mouse meanwhile")
        return fine(", ".join(found))


class SoundCheck:
    """A sound card can play."""

    name = "sound"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._root = root

    def run(self, _context: Context) -> Finding:
        """Look for a device that plays."""
        cards = {
            path.name[: path.name.index("D")].removeprefix("pcmC")
            for path in self._root.glob("sys/class/sound/pcmC*D*p")
        }
        if not cards:
            return warning(
                "no sound card plays: calls are shown, not spoken",
                "plug in a USB loudspeaker, or use a monitor with sound",
            )
        names = [
            read_text(self._root / f"proc/asound/card{card}/id") or f"card {card}" for card in sorted(cards)
        ]
        return fine(", ".join(names))


def _has_bit(words: str | None, bit: int) -> bool:
    """Look a bit up in the kernel's list of hexadecimal words, the lowest last."""
    if not words:
        return False
    lowest_first = words.split()[::-1]
    word, place = divmod(bit, WORD_BITS)
    return word < len(lowest_first) and bool(int(lowest_first[word], 16) >> place & 1)
