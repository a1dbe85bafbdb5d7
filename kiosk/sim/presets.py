"""The offices that the simulator knows: how many people come, when, for what, and who serves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.config import load_config
from kiosk.domain.catalogue import Catalogue, Counter
from kiosk.domain.ids import CounterNo, FieldCode
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

MS_PER_MIN = 60_000

CERTIFY = FieldCode("chung_thuc")
CIVIL = FieldCode("ho_tich")
LAND = FieldCode("dat_dai_xay_dung")
BUSINESS = FieldCode("ho_kinh_doanh")
WELFARE = FieldCode("bao_tro_nguoi_co_cong")
RESIDENCE = FieldCode("cu_tru_can_cuoc")
RESULT = FieldCode("nhan_ket_qua")
GUIDANCE = FieldCode("huong_dan")

MIX: Mapping[FieldCode, float] = {
    CERTIFY: 0.44,
    CIVIL: 0.17,
    LAND: 0.13,
    RESULT: 0.12,
    WELFARE: 0.06,
    BUSINESS: 0.04,
    RESIDENCE: 0.02,
    GUIDANCE: 0.02,
}
"""What people come for. Source: middle of the published ranges, scaled to one."""

SERVICE_MIN: Mapping[FieldCode, tuple[float, float]] = {
    RESULT: (3, 2),
    GUIDANCE: (5, 4),
    CERTIFY: (8, 5),
    CIVIL: (15, 8),
    BUSINESS: (18, 9),
    LAND: (22, 12),
    WELFARE: (15, 8),
    RESIDENCE: (10, 6),
}
"""Mean and standard deviation of the log-normal service time, minutes. Source: own model of the
domain page; residence has none there and is set between its neighbours."""

WEEKDAYS = (1.30, 1.05, 0.95, 0.90, 0.90)
"""Monday to Friday against the mean day. Source: domain page, own model."""

FLAT_WEEK = (1.0,) * 5
"""The countryside has no busy Monday. Source: domain page."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the day in which people come evenly.

    Attributes:
        share: Of the day's people.
    """

    start_min: int
    end_min: int
    share: float


AT_THE_DOOR = Stretch(7 * 60 + 15, 7 * 60 + 30, 0.07)
"""Who stands there before opening. Source: 5–10% of the day."""

ARRIVALS = (
    AT_THE_DOOR,
    Stretch(450, 510, 0.13),
    Stretch(510, 570, 0.22),
    Stretch(570, 630, 0.18),
    Stretch(630, 690, 0.10),
    Stretch(810, 870, 0.11),
    Stretch(870, 930, 0.11),
    Stretch(930, 990, 0.07),
    Stretch(990, 1020, 0.01),
)
"""Minutes after midnight. Source: the domain page's hour weights; the door's share is taken from the first."""

OPENS_MIN, LUNCH_MIN, LUNCH_ENDS_MIN, CLOSES_MIN = 450, 690, 810, 1020
"""7:30, 11:30, 13:30 and 17:00 in minutes after midnight. Source: usual hours of communes."""

LATEST_MIN = CLOSES_MIN + 60
"""Whoever still waits at closing is served until then."""

_FRONT = (CERTIFY, RESULT, GUIDANCE)
_MIXED = (CERTIFY, CIVIL, RESULT)
_CIVIL = (CIVIL, WELFARE, RESIDENCE, GUIDANCE)
_LAND = (LAND, BUSINESS)
_WIDE = (CERTIFY, LAND, BUSINESS, WELFARE)
_SECOND_HALL = (_FRONT, _CIVIL, _LAND, _WIDE)
_ALL = tuple(MIX)


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of office.

    Attributes:
        per_day: People on a mean day.
        counters: The fields of counter 1, 2, ….
        week: Weight of each weekday.
        priority_share: People of a priority group.
        never_comes: Share of tickets whose person has gone when called.
        second_call: Share that misses the first call only.
        leaves_after_40: Share that gives up after 40 minutes.
        absent: Chance that an officer is away for a whole day.
    """

    name: str
    per_day: int
    counters: tuple[tuple[FieldCode, ...], ...]
    week: tuple[float, ...] = WEEKDAYS
    priority_share: float = 0.20
    never_comes: float = 0.05
    second_call: float = 0.03
    leaves_after_40: float = 0.10
    absent: float = 0.04

    @property
    def catalogue(self) -> Catalogue:
        """The product's own fields, with this office's counters."""
        fields = load_config(None).catalogue.fields
        counters = (Counter(CounterNo(n), codes) for n, codes in enumerate(self.counters, start=1))
        return Catalogue(fields, tuple(counters))


PRESETS = {
    preset.name: preset
    for preset in (
        Preset("commune", 15, (_ALL,), week=FLAT_WEEK, absent=0.0),
        Preset("ha-dong", 80, (_FRONT, _MIXED, _CIVIL, _LAND, _WIDE)),
        Preset("ward", 120, (_FRONT, _MIXED, _MIXED, _CIVIL, _LAND, _LAND, _WIDE)),
        Preset(
            "large-ward", 250, (_FRONT, _FRONT, _MIXED, _MIXED, _CIVIL, _LAND, _LAND, _WIDE, *_SECOND_HALL)
        ),
        Preset("province", 450, (_FRONT, _MIXED, _CIVIL, _LAND, _WIDE) * 4 + (_MIXED, _WIDE)),
    )
}
"""Source: volumes of the domain page; counters by its Erlang-C check, a little under strain."""


def preset(name: str) -> Preset:
    """Find a preset.

    Raises:
        BadInput: There is none of this name.
    """
    found = PRESETS.get(name)
    if found is None:
        raise BadInput(f"no preset {name!r}; there are {', '.join(PRESETS)}")
    return found
