"""A province: its areas, its offices with their different loads, and what befalls each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kiosk.config import load_config
from kiosk.sim.presets import FLAT_WEEK, PRESETS, Preset
from kiosk.sim.province_odds import ODDS, Odds

if TYPE_CHECKING:
    from collections.abc import Sequence


CITY, DELTA, MIDLAND, HIGHLAND = (
    f"tinh-mau/{part}" for part in ("thanh-pho", "dong-bang", "trung-du", "mien-nui")
)

PLACES = (
    (MIDLAND, "ha-dong"),
    (DELTA, "ward"),
    (HIGHLAND, "commune"),
    (CITY, "large-ward"),
    (CITY, "province"),
    (DELTA, "large-ward"),
    (MIDLAND, "ward"),
    (HIGHLAND, "commune"),
    (CITY, "large-ward"),
    (DELTA, "ward"),
    (MIDLAND, "ha-dong"),
    (HIGHLAND, "ha-dong"),
    (CITY, "province"),
    (DELTA, "large-ward"),
    (MIDLAND, "ward"),
    (CITY, "large-ward"),
    (DELTA, "ward"),
    (HIGHLAND, "commune"),
    (DELTA, "large-ward"),
    (MIDLAND, "ha-dong"),
)
"""Area and kind of office, over and over again. The first three are small: tests play them."""

NAMES = {CITY: "Phường", DELTA: "Xã Đồng", MIDLAND: "Xã Đồi", HIGHLAND: "Xã Núi"}

CROWDED = (1.0, 1.2, 0.9, 1.1, 1.35)
"""How crowded an office is against others of its kind, over and over again. Source: assumption.

Twenty offices have some 3,850 visits on a mean day.
"""

BASELINE_SHARE = 0.08
"""Of an office's days, the first, on which it gives plain numbers only; 20 of 250. Source: assumption."""


@dataclass(frozen=True, slots=True)
class Place:
    """One office of the province, on all its days.

    Attributes:
        seed: Of everything that chance decides there.
        dates: The working days, oldest first.
        face_share: Share that lets the face be the ticket, once the baseline is over.
        tells_hours: Whether its opening hours are published at central; else it is judged by the usual ones.
    """

    office: str
    name: str
    area: str
    preset: Preset
    seed: int
    dates: tuple[date, ...]
    face_share: float
    tells_hours: bool
    mishaps: Mishaps
    odds: Odds = ODDS


@dataclass(frozen=True, slots=True)
class Mishaps:
    """What goes wrong, and on which of an office's days, counted from 0; None for never.

    Attributes:
        baseline_days: So many first days without faces.
        doubtful: The clock is wrong in the morning until an officer confirms it.
        undated: The same, but nobody confirms it: the day stays without a date.
        rebooted: The device goes down in the midst of the morning.
        restored: The database is restored at noon and goes on as a new chain.
        offline: The line is down from this day's opening on; ``offline_days`` is for how long.
        forked: The device is copied, and both copies go on at this day's end.
    """

    baseline_days: int = 0
    doubtful: int | None = None
    undated: int | None = None
    rebooted: int | None = None
    restored: int | None = None
    offline: int | None = None
    offline_days: int = 0
    forked: int | None = None

    def is_offline(self, day: int) -> bool:
        """Tell whether the line is down on a day."""
        return self.offline is not None and self.offline <= day < self.offline + self.offline_days


def places_of(offices: int, dates: Sequence[date], seed: int) -> list[Place]:
    """Make a province of so many offices; the same for the same seed, and its first offices in a larger one."""
    return [_place(number, tuple(dates), seed) for number in range(offices)]


def working_days(count: int, until: date) -> list[date]:
    """Give so many days on which offices are open, oldest first, the last one ``until`` or before."""
    calendar = load_config(None).office_calendar
    days: list[date] = []
    day = until
    while len(days) < count:
        if calendar.spans_on(day):
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]


def _place(number: int, dates: tuple[date, ...], seed: int) -> Place:
    area, kind = PLACES[number % len(PLACES)]
    preset = PRESETS[kind]
    preset = replace(preset, per_day=round(preset.per_day * CROWDED[number % len(CROWDED)]))
    if preset.week is FLAT_WEEK:
        # A single officer who stays away would close a commune's office.
        preset = replace(preset, absent=0.0)
    return Place(
        office=f"vp-{number + 1:03d}",
        name=f"{NAMES[area]} {number + 1}",
        area=area,
        preset=preset,
        seed=seed * 100_003 + number,
        dates=dates,
        face_share=0.5 + 0.05 * (number % 6),
        tells_hours=number % 4 > 0,
        mishaps=_mishaps(number, len(dates)),
    )


def _mishaps(number: int, days: int) -> Mishaps:
    """Let every kind of mishap happen among the first three offices within six days, and now and then elsewhere."""
    baseline = max(1, round(days * BASELINE_SHARE))
    spread = max(1, days // 6)
    has_bad_clock, has_bad_disk, has_bad_line = (number % 3 == kind for kind in range(3))
    return Mishaps(
        baseline_days=baseline,
        doubtful=2 * spread if has_bad_clock else None,
        undated=3 * spread if number % 10 == 0 else None,
        rebooted=spread if has_bad_disk else None,
        restored=3 * spread if has_bad_disk else None,
        offline=3 * spread if has_bad_line else None,
        offline_days=2,
        forked=days - 1 if number % 10 == 1 else None,
    )
