"""What the library of service times makes of legs."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.domain.figures import LegRow
from kiosk.domain.ids import CounterNo, DayId, FieldCode, OfficerId, TicketId, VisitId
from kiosk.forecast.service_times import Library, Prior, learn, shrink
from kiosk.lib.units import DurationMs, WallMs

FIELD = FieldCode("chung_thuc")


def leg(
    served_min: float | None,
    *,
    flags: str = "",
    outcome: str = "served",
    walk_min: float = 0.0,
    number: int = 1,
) -> LegRow:
    came = served_min is not None
    return LegRow(
        ticket=TicketId(f"t{number}"),
        leg=1,
        visit=VisitId("v"),
        day_id=DayId("d"),
        field=FIELD,
        code="A001",
        how="face",
        state="served" if came else "closed",
        outcome=outcome,
        calls=1,
        counter=CounterNo(1),
        officer=OfficerId("cb-01"),
        arrived_at=WallMs(0),
        wait_ms=DurationMs(0),
        walk_ms=DurationMs(int(walk_min * 60_000)) if came else None,
        serve_ms=DurationMs(int((served_min or 0) * 60_000)) if came else None,
        flags=flags,
    )


@pytest.mark.parametrize("count", [1, 30, 300])
def test_the_mean_is_shrunk_towards_the_prior_by_n_over_n_plus_30(count: int) -> None:
    times = learn([leg(20.0)] * count, {FIELD: Prior(8.0, 0.6)}).of(FIELD)
    weight = count / (count + 30)
    assert times.own == count
    assert times.mean_min == pytest.approx(weight * 20 + (1 - weight) * 8, rel=0.01)


def test_a_spoilt_walk_or_serve_is_left_out_and_a_spoilt_wait_is_not() -> None:
    legs = [leg(10), leg(900, flags="serve:forgot_finish"), leg(900, flags="walk:across_reboot")]
    assert learn(legs).served == 1
    assert learn([*legs, leg(10, flags="wait:clock_jump")]).served == 2


def test_one_endless_service_counts_no_longer_than_the_99th_percentile() -> None:
    legs = [leg(10.0)] * 999 + [leg(600.0)]
    assert learn(legs, {FIELD: Prior(10.0, 0.01)}).of(FIELD).points_min.max() < 20


def test_walking_to_the_counter_belongs_to_the_time_it_is_held() -> None:
    legs = [leg(10.0, walk_min=2.0)] * 3000
    assert learn(legs, {FIELD: Prior(12.0, 0.01)}).of(FIELD).mean_min == pytest.approx(12, rel=0.01)


def test_people_who_never_came_are_a_share_of_those_called() -> None:
    called = [leg(10.0)] * 180 + [leg(None, outcome="no_show")] * 10 + [leg(None, outcome="day_end")] * 10
    assert learn(called).gone_share == pytest.approx(shrink(200, 0.1, 0.05))


def test_the_rest_of_a_service_is_drawn_from_those_that_lasted_longer() -> None:
    legs = [leg(float(minutes)) for minutes in range(1, 41)] * 100
    times = learn(legs, {FIELD: Prior(20.0, 0.5)}).of(FIELD)
    rest = times.residual(np.random.default_rng(1), 30.0, 20_000)
    assert rest.min() > 0
    assert rest.mean() == pytest.approx(times.expected_rest_min(30.0), rel=0.05)
    assert rest.mean() == pytest.approx(5.5, abs=1.0)


def test_beyond_every_known_length_half_the_mean_is_expected() -> None:
    times = learn([leg(10.0)] * 1000).of(FIELD)
    assert times.expected_rest_min(10_000) == pytest.approx(times.mean_min / 2)
    rest = times.residual(np.random.default_rng(1), 10_000.0, 20_000)
    assert rest.mean() == pytest.approx(times.mean_min / 2, rel=0.05)


def test_an_office_without_a_past_has_the_configured_times() -> None:
    library = learn([])
    assert library.served == 0
    assert library.of(FIELD).mean_min == pytest.approx(8, rel=0.01)
    assert library.of(FieldCode("unheard_of")).mean_min == pytest.approx(10, rel=0.01)
    assert Library().of(FIELD).mean_min == pytest.approx(8, rel=0.01)


def test_thirty_own_legs_weigh_as_much_as_the_configured_mean() -> None:
    assert learn([leg(20.0)] * 30).of(FIELD).mean_min == pytest.approx((20 + 8) / 2, rel=0.01)
