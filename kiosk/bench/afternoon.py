"""The hour in an office that is measured: the same at whatever hour somebody measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

HOUR = 15
"""The longest last day of a past began five and a half hours ago, and by default an office closes its day at 22:00."""


def afternoon(now: datetime) -> str:
    """Give configuration, as TOML, of an office in whose time zone it is three in the afternoon; ``now`` is in UTC."""
    east = (HOUR - now.hour + 12) % 24 - 12
    # POSIX counts these zones westwards.
    return f'\n[office]\ntimezone = "Etc/GMT{-east:+d}"\n'
