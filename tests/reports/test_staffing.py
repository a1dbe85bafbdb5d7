"""Staffing advice holds in queues that are simulated person by person."""

from __future__ import annotations

import heapq
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.ids import FieldCode
from kiosk.lib.units import DurationMs, WallMs
from kiosk.reports.advice_tables import advice_table, forecast_wait
from kiosk.reports.counter_sets import advise_sets
from kiosk.reports.figures import Material
from kiosk.reports.legs import ReportDay, ReportLeg
from kiosk.reports.staffing import MIN_DAYS, advise, erlang_c, mean_wait_ms

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE = 60_000


def _simulated_wait_ms(
    per_hour: float, service_min: float, spread: float, counters: int, *, people: int = 120_000
) -> float:
    """Play a first-come-first-served hall with gamma service times; the mean wait."""
    chance = random.Random(7)
    free = [0.0] * counters
    now = waited = 0.0
    for _ in range(people):
        now += chance.expovariate(per_hour / 60)
        start = max(now, heapq.heappop(free))
        waited += start - now
        heapq.heappush(free, start + chance.gammavariate(1 / spread**2, service_min * spread**2))
    return waited / people * MINUTE


@pytest.mark.parametrize(
    ("per_hour", "service_min", "spread", "counters"),
    [(22, 9.5, 1.0, 4), (22, 9.5, 0.6, 5), (70, 9.5, 0.6, 12), (5, 8, 0.6, 1), (12, 15, 0.5, 4)],
)
def test_the_expected_wait_is_the_simulated_one(
    per_hour: float, service_min: float, spread: float, counters: int
) -> None:
    expected = mean_wait_ms(per_hour, service_min * MINUTE, spread, counters)
    assert expected is not None
    simulated = _simulated_wait_ms(per_hour, service_min, spread, counters)
    assert expected == pytest.approx(simulated, rel=0.12)


def test_one_counter_is_busy_as_often_as_its_load() -> None:
    assert erlang_c(0.7, 1) == pytest.approx(0.7)
    # Two counters by hand: 2ρ²/(1+ρ) with ρ = load / 2.
    assert erlang_c(1.2, 2) == pytest.approx(2 * 0.6**2 / 1.6)


def test_more_work_than_counters_has_no_mean_wait() -> None:
    assert mean_wait_ms(60, 10 * MINUTE, 1.0, 10) is None


def test_advice_keeps_fifteen_minutes_and_one_counter_less_does_not() -> None:
    advice = advise(_office(days=20, per_hour=30, service_min=9.5))
    assert advice.too_few == ""
    (morning,) = [hour for hour in advice.hours if hour.weekday is None and hour.hour == 9]
    assert advice.service_ms is not None
    assert advice.spread is not None
    service_min = advice.service_ms / MINUTE
    with_advice = _simulated_wait_ms(morning.per_hour, service_min, advice.spread, morning.counters)
    assert with_advice <= 15 * MINUTE
    load = morning.per_hour * service_min / 60
    assert morning.counters - 1 <= load or (
        _simulated_wait_ms(morning.per_hour, service_min, advice.spread, morning.counters - 1) > 15 * MINUTE
    )


@pytest.mark.parametrize(("days", "per_hour"), [(MIN_DAYS - 1, 30), (20, 1)])
def test_too_few_data_give_no_advice_but_say_so(days: int, per_hour: int) -> None:
    advice = advise(_office(days=days, per_hour=per_hour, service_min=9.5))
    assert "too few" in advice.too_few
    assert advice.hours == ()


def test_advice_near_saturation_pretends_to_no_minutes() -> None:
    assert forecast_wait(12 * MINUTE) == 12.0
    assert forecast_wait(1_178 * MINUTE) == "trên 2 giờ"
    assert forecast_wait(None) == "hàng chỉ dài thêm"


@pytest.mark.parametrize(("days", "cells"), [(20, 7), (MIN_DAYS - 1, 1)])
def test_the_table_of_advice_fills_its_columns_or_says_why_not(days: int, cells: int) -> None:
    table = advice_table(advise(_office(days=days, per_hour=30, service_min=9.5)))
    assert table.rows
    assert {len(row) for row in table.rows} == {cells}
    assert len(table.headings) == 7


def test_people_who_come_before_opening_count_from_opening_on() -> None:
    def open_ms(start: WallMs, end: WallMs) -> DurationMs:
        day = datetime.fromtimestamp(start / 1000, UTC).astimezone(ZONE).replace(hour=0, minute=0, second=0)
        opening, closing = (int((day + timedelta(hours=h)).timestamp()) * 1000 for h in (9.5, 17))
        return DurationMs(max(0, min(end, closing) - max(start, opening)))

    shut = advise(_office(days=10, per_hour=30, service_min=9.5, open_ms=open_ms))
    rates = {hour.hour: hour.per_hour for hour in shut.hours if hour.weekday is None}
    # 8:00 and 9:00 bring 30 each; all stand at a door that opens at 9:30, so half an hour meets 60.
    assert rates == {9: pytest.approx(120)}


def _office(*, days: int, per_hour: int, service_min: float, open_ms: object = None) -> Material:
    """Make legs of two morning hours: regular arrivals, services that spread by 0.6."""
    chance = random.Random(3)
    report_days, legs = [], []
    for index in range(days):
        day = date(2026, 9, 1) + timedelta(days=index)
        opened = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE)
        report_days.append(ReportDay(f"d{index}", day, WallMs(int(opened.timestamp()) * 1000), None))
        for number in range(2 * per_hour if per_hour > 1 else 1):
            at = opened + timedelta(hours=number / per_hour)
            serve = chance.gammavariate(1 / 0.36, service_min * 0.36) * MINUTE
            legs.append(_leg(f"t{index}-{number}", f"d{index}", day, at, DurationMs(int(serve))))
    return Material(legs, ZONE, report_days, open_ms=open_ms)  # type: ignore[arg-type]


def _leg(ticket: str, day_id: str, day: date, at: datetime, serve: DurationMs) -> ReportLeg:
    return ReportLeg(
        day=day,
        day_id=day_id,
        ticket=ticket,
        leg=1,
        first=True,
        visit=ticket,
        field="ho_tich",
        code="B001",
        how="plain",
        state="served",
        outcome="served",
        calls=1,
        counter=1,
        officer="cb-01",
        arrived_at=WallMs(int(at.timestamp() * 1000)),
        hour=at.hour,
        weekday=day.weekday(),
        wait_ms=DurationMs(MINUTE),
        total_wait_ms=DurationMs(MINUTE),
        walk_ms=DurationMs(0),
        serve_ms=serve,
        flags=(),
    )


LAND, STATUS, COPY = FieldCode("dat_dai"), FieldCode("ho_tich"), FieldCode("chung_thuc")


def _two_fields(land_per_hour: int, copy_per_hour: int) -> Material:
    """An office whose long land services and short copies come side by side."""
    land = _office(days=10, per_hour=land_per_hour, service_min=20)
    copy = _office(days=10, per_hour=copy_per_hour, service_min=5)
    legs = [replace(leg, field=LAND) for leg in land.legs]
    legs += [replace(leg, field=COPY, ticket=f"c{leg.ticket}") for leg in copy.legs]
    return replace(land, legs=legs)


def test_counters_are_added_where_their_fields_need_them() -> None:
    morning = advise_sets(_two_fields(9, 6), [(LAND,), (COPY,)])[0]
    counted = {need.fields: need.counters for need in morning.needs}
    # 9 people of 20 minutes are the work of three counters, 6 of 5 minutes of half a one.
    assert counted[LAND,] >= 4
    assert counted[COPY,] == 1
    assert morning.enough
    assert max(morning.waits_ms.values()) <= 15 * MINUTE


def test_separate_counters_need_more_than_counters_for_everything() -> None:
    office = _two_fields(6, 3)
    apart = sum(need.counters for need in advise_sets(office, [(LAND,), (COPY,)])[0].needs)
    together = sum(need.counters for need in advise_sets(office, [(LAND, COPY)])[0].needs)
    assert together < apart


def test_a_field_that_no_counter_serves_stops_no_advice() -> None:
    needs = advise_sets(_two_fields(4, 6), [(COPY, STATUS)])[0]
    assert [need.fields for need in needs.needs] == [(COPY, STATUS)]
    assert LAND not in needs.waits_ms


def test_counters_for_everything_wait_as_erlang_says() -> None:
    material = _office(days=20, per_hour=22, service_min=9.5)
    service = advise(material)
    assert service.service_ms is not None
    assert service.spread is not None
    (hour, *_) = advise_sets(material, [(STATUS,)])
    expected = mean_wait_ms(22, service.service_ms, service.spread, hour.needs[0].counters)
    assert expected is not None
    assert hour.waits_ms[STATUS] == pytest.approx(expected, rel=0.35, abs=MINUTE)


def test_too_few_data_give_no_needs_either() -> None:
    assert advise_sets(_office(days=MIN_DAYS - 1, per_hour=30, service_min=9.5), [(STATUS,)]) == []
