"""Whether this device reaches the world, and keeps its time when the world or the power is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kiosk.doctor.check import fault, fine, warning
from kiosk.doctor.readings import SYSTEM, read_number, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.doctor.check import Context, Finding

UP_FLAG = 0x1
"""RTF_UP of the kernel's route table (linux/route.h)."""

EVERYWHERE = "00000000"
UV_PER_V = 1_000_000
EMPTY_CELL_UV = 2_000_000
"""A rechargeable ML-2032 below 2 V is empty (Raspberry Pi documentation, real-time clock)."""


class NetworkCheck:
    """A cable or a wireless network is connected, and leads somewhere."""

    name = "network"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._root = root

    def run(self, context: Context) -> Finding:
        """Read the interfaces and the routes."""
        real = [path.parent.name for path in sorted(self._root.glob("sys/class/net/*/device"))]
        up = [name for name in real if read_text(self._root / f"sys/class/net/{name}/carrier") == "1"]
        needed = bool(context.config.sync.central)
        remedy = "see the cable at both ends, or [wifi] of the settings; tickets and calls at this kiosk go on without it"
        if not up:
            told = f"no link on {', '.join(real) or 'any interface'}: counters' PCs cannot reach the desk"
            return fault(told, remedy)
        if not self._has_way_out():
            told = f"{', '.join(up)} connected, but no way to other networks"
            return warning(told, remedy) if needed else fine(told)
        return fine(f"{', '.join(up)} connected")

    def _has_way_out(self) -> bool:
        # Interface, destination, gateway, flags … (proc(5)).
        rows = [line.split() for line in (read_text(self._root / "proc/net/route") or "").splitlines()[1:]]
        return any(
            destination == EVERYWHERE and int(flags, 16) & UP_FLAG for _, destination, _, flags, *_ in rows
        )


class ClockSourceCheck:
    """Something keeps the time: a network, a clock with a battery, and best a supply that bridges power cuts."""

    name = "clock source"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._root = root

    def run(self, _context: Context) -> Finding:
        """Look for a clock chip, its battery, the network's time and a UPS."""
        chip = read_text(self._root / "sys/class/rtc/rtc0/name")
        cell_uv = read_number(self._root / "sys/class/rtc/rtc0/battery_voltage")
        source = "set by the network" if self._is_synced() else "not set by the network since the start"
        lacking = None
        if chip is None:
            lacking = "no clock chip"
        elif cell_uv is not None and cell_uv < EMPTY_CELL_UV:
            lacking = f"the clock's battery gives {cell_uv / UV_PER_V:.1f} V"
        if lacking is not None:
            remedy = (
                "add a clock battery (Pi 5: the maker's RTC battery; Pi 4: a DS3231 module); until then an officer confirms "
                "the time after each power cut without a network"
            )
            if not self._has_ups():
                remedy = f"{remedy}; and a small UPS where the power fails often"
            return warning(f"{lacking}; the time is {source}", remedy)
        if not self._has_ups():
            return fine(f"{chip}, {source}; a small UPS is recommended where the power fails often")
        return fine(f"{chip}, {source}, with a UPS")

    def source(self) -> Literal["network", "battery", "none"]:
        """Tell what the time rests on in this boot."""
        if self._is_synced():
            return "network"
        return "battery" if (self._root / "sys/class/rtc/rtc0/name").exists() else "none"

    def _has_ups(self) -> bool:
        kinds = {read_text(path) for path in self._root.glob("sys/class/power_supply/*/type")}
        return not kinds.isdisjoint({"UPS", "Battery"})

    def _is_synced(self) -> bool:
        return (self._root / "run/systemd/timesync/synchronized").exists()
