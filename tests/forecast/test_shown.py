"""What a citizen sees of a promise does not jump about."""

from __future__ import annotations

import pytest

from kiosk.domain.moment import Moment
from kiosk.forecast.shown import Circumstances, Why, first_shown, next_shown
from kiosk.lib.units import BootId, BootNs, WallMs

THREE = Circumstances(counters=3, priority_ahead=1)


def at(minute: float, boot: str = "a", *, clock_ok: bool = True) -> Moment:
    ms = int(minute * 60_000)
    return Moment(WallMs(ms), BootId(boot), BootNs(ms * 1_000_000), clock_ok)


@pytest.mark.parametrize(
    ("p50", "p90", "low", "high"),
    [(11, 18, 10, 20), (10, 20, 10, 20), (4, 4, 0, 5), (0, 0, 0, 5), (14, 21, 10, 25)],
)
def test_a_range_is_rounded_outwards_to_fives(p50: int, p90: int, low: int, high: int) -> None:
    shown = first_shown(p50, p90, THREE, at(0))
    assert (shown.low_min, shown.high_min) == (low, high)


def test_a_bound_stays_where_it_was_told_unless_it_must_grow_by_more_than_five() -> None:
    first = first_shown(10, 20, THREE, at(0))
    later = next_shown(first, 12, 15, THREE, at(10))
    assert later.until_min == 10, "told at 8:00 for 8:20, at 8:10 it is still 8:20"
    assert later.high_min == 10
    assert later.why is None


def test_a_bound_that_must_grow_says_why() -> None:
    first = first_shown(10, 20, THREE, at(0))
    closed = next_shown(first, 12, 16, Circumstances(2, 1), at(10))
    assert (closed.high_min, closed.why) == (20, Why.COUNTER_CLOSED)
    assert next_shown(first, 12, 16, Circumstances(3, 2), at(10)).why is Why.PRIORITY_AHEAD
    assert next_shown(first, 12, 16, THREE, at(10)).why is Why.SLOWER_SERVICE


def test_a_bound_may_come_sooner_and_then_stays_there() -> None:
    first = first_shown(10, 20, THREE, at(0))
    sooner = next_shown(first, 3, 8, THREE, at(5))
    assert (sooner.low_min, sooner.high_min, sooner.why) == (0, 10, None)
    assert next_shown(sooner, 3, 12, THREE, at(6)).until_min == 7


def test_the_low_end_never_lies_above_the_high_end() -> None:
    first = first_shown(10, 20, THREE, at(0))
    later = next_shown(first, 9, 6, THREE, at(18))
    assert later.low_min < later.high_min


def test_after_a_reboot_with_a_doubtful_clock_the_newer_promise_stands_alone() -> None:
    first = first_shown(10, 20, THREE, at(0))
    later = next_shown(first, 30, 40, THREE, at(1, "b", clock_ok=False))
    assert (later.high_min, later.why) == (40, None)
