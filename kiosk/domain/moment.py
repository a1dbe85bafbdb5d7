"""One instant as the log records it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.lib.units import NS_PER_MS, BootId, BootNs, DurationMs, WallMs


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant on the wall's clock and on the boot's clock.

    Attributes:
        at: UTC in milliseconds; wrong where ``clock_ok`` is false.
        boot: The boot that ``boot_ns`` counts from.
        boot_ns: CLOCK_BOOTTIME in nanoseconds.
        clock_ok: Whether the wall clock was trusted then.
    """

    at: WallMs
    boot: BootId
    boot_ns: BootNs
    clock_ok: bool


def elapsed_ms(start: Moment, end: Moment) -> DurationMs | None:
    """Measure from ``start`` to ``end``; None when no clock can tell.

    Within one boot the boot clock decides; across boots the wall clocks do, if
    both were good and time did not run backwards.
    """
    if start.boot == end.boot:
        return DurationMs((end.boot_ns - start.boot_ns) // NS_PER_MS)
    if start.clock_ok and end.clock_ok and end.at >= start.at:
        return DurationMs(end.at - start.at)
    return None


def earlier(moment: Moment, by_ms: int) -> Moment:
    """Give the moment so long before, in the same boot."""
    if not by_ms:
        return moment
    return replace(moment, at=WallMs(moment.at - by_ms), boot_ns=BootNs(moment.boot_ns - by_ms * NS_PER_MS))
