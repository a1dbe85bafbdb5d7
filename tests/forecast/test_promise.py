"""What citizens are promised, and when they are promised nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from kiosk.domain.moment import Moment
from kiosk.domain.ticket import Ticket
from kiosk.forecast.learning import KeptPromise, promiser_of
from kiosk.forecast.point import point_min
from kiosk.forecast.promise import Promise, RollingPromiser, shift_of, shifted
from kiosk.forecast.rolls import Closed
from kiosk.forecast.service_times import Library
from tests.forecast.offices import POLICY, A, B, C, Morning, constant
from tests.forecast.test_service_times import leg


def always_open(_now: Moment) -> Sequence[Closed]:
    return ()


def closing_in(minutes: float) -> RollingPromiser:
    return RollingPromiser(constant(), lambda _now: [Closed(minutes, math.inf)])


def promise(
    morning: Morning, ticket: Ticket, library: Library | None = None, shift_min: int = 0
) -> Promise | None:
    promiser = RollingPromiser(library or constant(), always_open, shift_min=shift_min)
    desk = morning.desk
    return promiser.promise(desk.office, ticket, desk.catalogue, POLICY, desk.now())


def is_late(promiser: RollingPromiser, morning: Morning, ticket: Ticket, limit_min: float) -> bool:
    desk = morning.desk
    return promiser.comes_after(desk.office, ticket, desk.catalogue, POLICY, desk.now(), limit_min=limit_min)


def queue_of(count: int) -> tuple[Morning, list[Ticket]]:
    morning = Morning((A,))
    morning.seat(1)
    return morning, [morning.take(A) for _ in range(count)]


def test_with_sure_services_the_promise_is_the_wait() -> None:
    morning, tickets = queue_of(4)
    told = promise(morning, tickets[-1])
    assert told == Promise("rollout", "1", 3, 24, 24, provisional=False)


def test_no_open_counter_means_a_place_without_a_number_of_minutes() -> None:
    morning = Morning((A,), (B,))
    morning.seat(2)
    ticket = morning.take(A)
    assert promise(morning, ticket) == Promise("closed", "1", 0, None, None, provisional=False)


def test_before_thirty_were_served_the_simple_rule_speaks_and_says_that_it_is_provisional() -> None:
    morning, tickets = queue_of(4)
    told = promise(morning, tickets[-1], constant(served=29), shift_min=7)
    assert told == Promise("rule", "1", 3, 24, 48, provisional=True)
    after = promise(morning, tickets[-1], constant(served=30))
    assert after is not None
    assert not after.provisional


def test_one_set_of_roll_outs_serves_everybody_who_waits() -> None:
    morning, tickets = queue_of(5)
    desk, now = morning.desk, morning.desk.now()
    promiser = RollingPromiser(constant(), always_open)
    promiser.promise(desk.office, tickets[0], desk.catalogue, POLICY, now)
    rolled = promiser._rolled
    promised = [promiser.promise(desk.office, each, desk.catalogue, POLICY, now) for each in tickets]
    assert [promise.p50_min for promise in promised if promise is not None] == [0, 8, 16, 24, 32]
    assert promiser._rolled is rolled
    morning.call(1)
    promiser.promise(desk.office, tickets[2], desk.catalogue, POLICY, now)
    assert promiser._rolled is not rolled


def test_the_same_office_and_seed_promise_the_same() -> None:
    morning, tickets = queue_of(6)
    library = Library(served=100)
    assert promise(morning, tickets[-1], library) == promise(morning, tickets[-1], library)


def test_somebody_who_is_being_served_is_promised_nothing() -> None:
    morning, tickets = queue_of(2)
    morning.call(1)
    assert promise(morning, morning.desk.office.tickets[tickets[0].id]) is None


def test_the_shift_moves_the_bound_only_and_never_before_the_point() -> None:
    base = Promise("rollout", "1", 3, 10, 20, provisional=False)
    assert shifted(base, 0) == base
    assert shifted(base, 4) == Promise("rollout", "1+4", 3, 10, 24, provisional=False)
    assert shifted(base, -15) == Promise("rollout", "1-15", 3, 10, 10, provisional=False)
    closed = Promise("closed", "1", 3, None, None, provisional=False)
    assert shifted(closed, 4) == closed
    assert [shift_of(version) for version in ("1", "1+4", "1-15")] == [0, 4, -15]


def test_a_desk_learns_its_services_and_its_shift_from_its_own_past() -> None:
    morning, tickets = queue_of(3)
    kept = [KeptPromise("rollout", "1", 20, 29.0)] * 60
    promiser = promiser_of([leg(10.0)] * 40, kept, always_open)
    desk = morning.desk
    told = promiser.promise(desk.office, tickets[-1], desk.catalogue, POLICY, desk.now())
    assert told is not None
    assert told.version == "1+9"


def test_the_point_counts_people_ahead_over_the_counters_really_open() -> None:
    morning = Morning((A,), (A,), (A,))
    morning.seat(1, 2)
    for number in (1, 2):
        morning.take(A)
        morning.call(number)
    morning.pass_min(3)
    tickets = [morning.take(A) for _ in range(4)]
    desk = morning.desk
    point = point_min(desk.office, tickets[-1], desk.catalogue, constant(), desk.policy, desk.now())
    assert point == pytest.approx((3 * 8 + (8 - 3)) / 2)


def test_a_shared_counter_counts_for_its_share_in_the_point() -> None:
    morning = Morning((A, B), (B,))
    morning.seat(1, 2)
    morning.take(B)
    morning.call(1)
    morning.take(B)
    morning.call(2)
    for _ in range(2):
        morning.take(B)
    ticket = morning.take(A)
    desk = morning.desk
    point = point_min(desk.office, ticket, desk.catalogue, constant(), desk.policy, desk.now())
    assert point == pytest.approx(2 * 15 / 2 + 15)


def test_a_free_counter_with_nobody_before_means_no_wait() -> None:
    morning = Morning((A,))
    morning.seat(1)
    desk, ticket = morning.desk, morning.take(A)
    assert point_min(desk.office, ticket, desk.catalogue, constant(), desk.policy, desk.now()) == 0
    other = morning.take(C)
    assert point_min(desk.office, other, desk.catalogue, constant(), desk.policy, desk.now()) is None


@pytest.mark.parametrize(("limit_min", "late"), [(100, False), (24, True), (10, True)])
def test_a_turn_that_does_not_come_before_the_limit_is_late(limit_min: float, *, late: bool) -> None:
    morning, tickets = queue_of(4)
    assert is_late(closing_in(limit_min), morning, tickets[-1], limit_min) is late


def test_a_turn_that_more_likely_comes_in_time_is_not_late() -> None:
    morning, tickets = queue_of(4)
    desk = morning.desk
    promiser = RollingPromiser(Library(served=100), always_open)
    told = promiser.promise(desk.office, tickets[-1], desk.catalogue, POLICY, desk.now())
    assert told is not None
    assert told.p50_min is not None
    assert told.p90_min is not None
    assert not is_late(promiser, morning, tickets[-1], (told.p50_min + told.p90_min) / 2)
    assert is_late(promiser, morning, tickets[-1], told.p50_min - 2)


def test_where_no_counter_is_open_nothing_is_late() -> None:
    morning = Morning((A,))
    assert not is_late(closing_in(1), morning, morning.take(A), 1)


def test_no_promise_reaches_beyond_closing() -> None:
    morning, tickets = queue_of(9)
    desk = morning.desk
    told = closing_in(30).promise(desk.office, tickets[-1], desk.catalogue, POLICY, desk.now())
    assert told is not None
    assert (told.p50_min, told.p90_min) == (30, 30)
