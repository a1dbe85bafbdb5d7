"""Whether the board itself is well: heat, voltage, and being the one the card was set up in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine, warning
from kiosk.doctor.readings import SYSTEM, read_number, read_text
from kiosk.lib.board import CHANGED

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.doctor.check import Context, Finding

MILLI = 1000

HOT_C = 70
"""Ten degrees before a Raspberry Pi slows down, at 80 °C (Raspberry Pi documentation, frequency management)."""

TOO_HOT_C = 80


class TemperatureCheck:
    """The processor is cool enough to keep its speed."""

    name = "temperature"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._root = root

    def run(self, _context: Context) -> Finding:
        """Judge the hottest zone."""
        hottest = self.celsius()
        if hottest is None:
            return fine("this machine tells no temperature")
        what = f"{hottest} °C"
        remedy = "see the fan and the vents of the case, and keep the sun off it; it slows down at 80 °C"
        if hottest >= TOO_HOT_C:
            return fault(what, remedy)
        return warning(what, remedy) if hottest >= HOT_C else fine(what)

    def celsius(self) -> int | None:
        """Read all zones and give the hottest, in whole degrees; None where there is none."""
        zones = [
            read_number(path) for path in sorted(self._root.glob("sys/class/thermal/thermal_zone*/temp"))
        ]
        known = [zone for zone in zones if zone is not None]
        return round(max(known) / MILLI) if known else None


class VoltageCheck:
    """The power supply holds its voltage, as a Raspberry Pi's own sensor has seen it."""

    name = "voltage"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._root = root

    def run(self, _context: Context) -> Finding:
        """Read the alarm of the driver ``rpi_volt`` (kernel, drivers/hwmon/raspberrypi-hwmon.c)."""
        for folder in sorted(self._root.glob("sys/class/hwmon/hwmon*")):
            if read_text(folder / "name") != "rpi_volt":
                continue
            if read_number(folder / "in0_lcrit_alarm"):
                return fault(
                    "undervoltage: the board slows down and the card may be damaged",
                    "use the maker's own supply (5 V 3 A for a Pi 4, 5 A for a Pi 5) and a short cable",
                )
            return fine("no undervoltage")
        return fine("this machine has no sensor for it")


class BoardCheck:
    """The card runs in the board that it was set up in."""

    name = "board"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._root = root

    def run(self, _context: Context) -> Finding:
        """Look for what `kiosk firstboot` noted at this start."""
        if (self._root / CHANGED).exists():
            return warning(
                "this card was set up in another board",
                "after a repair run `kiosk firstboot --accept-board`; a copied card must be enrolled anew",
            )
        return fine(read_text(self._root / "proc/device-tree/model") or "no other board was seen")
