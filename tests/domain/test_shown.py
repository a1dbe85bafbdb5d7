"""What a citizen sees of a promise does not jump about."""

from __future__ import annotations

import pytest

from kiosk.domain.moment import Moment
from kiosk.domain.shown import Circumstances, Shown, Why, next_shown
from kiosk.lib.units import BootId, BootNs, WallMs

THREE = Circumstances(counters=3, priority_ahead=1)


def at(minute: float, boot: str = "a", *, clock_ok: bool = True) -> Moment:
    ms = int(minute * 60_000)
    return Moment(WallMs(ms), BootId(boot), BootNs(ms * 1_000_000), clock_ok)


def told(from_min: float, until_min: float, minute: float = 0, resting_on: Circumstances = THREE) -> Shown:
    return Shown(from_min, until_min, at(minute), resting_on)


@pytest.mark.parametrize(
    ("p50", "p90", "low", "high"),
    [(11, 18, 10, 20), (10, 20, 10, 20), (4, 4, 0, 5), (0, 0, 0, 5), (14, 21, 10, 25)],
)
def test_a_range_is_rounded_outwards_to_fives(p50: int, p90: int, low: int, high: int) -> None:
    assert told(p50, p90).range_at(at(0)) == (low, high)


def test_what_was_told_counts_down_by_itself() -> None:
    first = told(10, 20)
    assert [first.range_at(at(minute)) for minute in (0, 5, 11, 40)] == [(10, 20), (5, 15), (0, 10), (0, 5)]


def test_a_bound_stays_where_it_was_told_unless_it_must_grow_by_more_than_five() -> None:
    first = told(10, 20)
    assert next_shown(first, told(4, 15, 10)) is None, "told at 8:00 for 8:20, at 8:10 it is still 8:20"
    assert first.range_at(at(10)) == (0, 10)


def test_a_bound_that_must_grow_says_why() -> None:
    first = told(10, 20)

    def why(counters: int, priority_ahead: int) -> Why | None:
        news = next_shown(first, told(12, 16, 10, Circumstances(counters, priority_ahead)))
        assert news is not None
        assert news.range_at(at(10)) == (10, 20)
        return news.why

    assert why(2, 1) is Why.COUNTER_CLOSED
    assert why(3, 2) is Why.PRIORITY_AHEAD
    assert why(3, 1) is Why.SLOWER_SERVICE


def test_a_bound_may_come_sooner_and_then_stays_there() -> None:
    sooner = next_shown(told(10, 20), told(3, 8, 5))
    assert sooner is not None
    assert (sooner.range_at(at(5)), sooner.why) == ((0, 10), None)
    assert next_shown(sooner, told(3, 12, 6)) is None


def test_the_low_end_never_lies_above_the_high_end() -> None:
    later = next_shown(told(10, 30), told(12, 8, 5))
    assert later is not None
    assert later.range_at(at(5)) == (5, 10)


def test_after_a_reboot_with_a_doubtful_clock_the_newer_promise_stands_alone() -> None:
    newer = Shown(30, 40, at(1, "b", clock_ok=False), THREE)
    assert next_shown(told(10, 20), newer) == newer
