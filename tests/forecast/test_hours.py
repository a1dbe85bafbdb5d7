"""Lunch and closing as roll-outs see them."""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.calendar import Calendar, Span
from kiosk.domain.moment import Moment
from kiosk.forecast.hours import hours_of
from kiosk.forecast.rolls import Closed
from kiosk.lib.units import BootId, BootNs, WallMs

ZONE = "Asia/Ho_Chi_Minh"
WEEKDAYS = (Span(450, 690), Span(810, 1020))
CALENDAR = Calendar(weekly=(*[WEEKDAYS] * 5, (), ()))


def closed_at(hour: int, minute: int, *, day: int = 23, clock_ok: bool = True) -> list[Closed]:
    local = datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(ZONE))
    now = Moment(WallMs(int(local.timestamp() * 1000)), BootId("a"), BootNs(0), clock_ok)
    return list(hours_of(CALENDAR, ZONE)(now))


def test_in_the_morning_lunch_and_the_evening_are_closed() -> None:
    assert closed_at(9, 0) == [Closed(150, 270), Closed(480, math.inf)]


def test_before_opening_nobody_calls_until_then() -> None:
    assert closed_at(7, 0) == [Closed(0, 30), Closed(270, 390), Closed(600, math.inf)]


def test_at_lunch_the_afternoon_is_waited_for() -> None:
    assert closed_at(12, 0) == [Closed(0, 90), Closed(300, math.inf)]


def test_overtime_and_days_off_have_no_known_end() -> None:
    assert closed_at(17, 30) == []
    assert closed_at(9, 0, day=22) == []


def test_a_doubtful_clock_closes_nothing() -> None:
    assert closed_at(9, 0, clock_ok=False) == []
