"""When the office is open."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kiosk.config import in_force, load_config, load_upcoming, parse_config
from kiosk.domain.calendar import Calendar, Span
from kiosk.domain.hours import see_hours
from kiosk.errors import ConfigInvalid
from tests.tables import embedded

CALENDAR = load_config(None).office_calendar


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        ("2026-11-18T07:29", False),
        ("2026-11-18T07:30", True),
        ("2026-11-18T11:30", False),
        ("2026-11-18T13:30", True),
        ("2026-11-18T17:00", False),
        ("2026-11-21T09:00", False),
        ("2026-09-02T09:00", False),
        ("2027-02-08T09:00", False),
        ("2028-01-26T09:00", False),
    ],
)
def test_hours_lunch_weekends_and_holidays(local: str, is_open: bool) -> None:  # noqa: FBT001  # by name
    assert CALENDAR.is_open(dt.datetime.fromisoformat(local)) is is_open


def test_the_next_opening_is_after_lunch_after_the_weekend_or_after_tet() -> None:
    def opens(local: str) -> str | None:
        found = CALENDAR.next_opening(dt.datetime.fromisoformat(local))
        return found.isoformat(timespec="minutes") if found else None

    assert opens("2026-11-18T12:00") == "2026-11-18T13:30"
    assert opens("2026-11-20T18:00") == "2026-11-23T07:30"
    assert opens("2027-02-04T17:30") == "2027-02-12T07:30"


def test_an_exception_wins_over_a_weekend_and_over_a_holiday() -> None:
    swapped = Calendar(
        CALENDAR.weekly, CALENDAR.holidays, {"2026-08-22": (Span(450, 690),), "2026-11-18": ()}
    )
    assert swapped.is_open(dt.datetime.fromisoformat("2026-08-22T08:00"))
    assert not swapped.is_open(dt.datetime.fromisoformat("2026-11-18T08:00"))
    assert Calendar(CALENDAR.weekly, {}, {}).next_opening(dt.datetime.fromisoformat("2026-01-01T06:00"))


def test_a_calendar_without_hours_never_opens() -> None:
    never = Calendar(((),) * 7)
    assert never.next_opening(dt.datetime.fromisoformat("2026-11-18T08:00")) is None
    view = see_hours(never, dt.datetime.fromisoformat("2026-11-18T08:00"))
    assert view is not None
    assert (view.open_now, view.opens_at, view.closes_at) == (False, None, None)


def test_open_time_leaves_lunch_and_night_out() -> None:
    start = dt.datetime.fromisoformat("2026-11-18T11:00")
    end = dt.datetime.fromisoformat("2026-11-19T08:00")
    assert CALENDAR.open_ms(start, end) == (30 + 210 + 30) * 60_000


def test_open_time_is_whole_to_the_millisecond() -> None:
    start = dt.datetime.fromisoformat("2026-11-18T09:00")
    for ms in (1, 999, 1_009, 2_038, 4_012):
        assert CALENDAR.open_ms(start, start + dt.timedelta(milliseconds=ms)) == ms


def test_a_holiday_is_named() -> None:
    view = see_hours(CALENDAR, dt.datetime.fromisoformat("2026-09-02T09:00"))
    assert view is not None
    assert (view.holiday, view.closes_at) == ("Quốc khánh", None)


def test_every_shipped_holiday_of_three_years_is_a_date_of_its_year() -> None:
    years = [date[:4] for date in CALENDAR.holidays]
    assert {year: years.count(year) >= 11 for year in ("2026", "2027", "2028")} == {
        "2026": True,
        "2027": True,
        "2028": True,
    }


@pytest.mark.parametrize(
    ("calendar", "says"),
    [
        ({"mon": ["13:30-17:00", "07:30-11:30"]}, "overlap or run backwards"),
        ({"mon": ["11:30-07:30"]}, "overlap or run backwards"),
        ({"mon": ["25:00-26:00"]}, "mon"),
        ({"holiday": [{"date": "2026-02-30", "name": "?"}]}, "2026-02-30 is no date"),
        ({"exception": [{"date": "2026-13-01", "hours": []}]}, "2026-13-01 is no date"),
    ],
)
def test_a_calendar_that_does_not_hold_together_is_refused_whole(
    calendar: dict[str, object], says: str
) -> None:
    with pytest.raises(ConfigInvalid, match=says):
        parse_config({**embedded(), "calendar": calendar}, "office.toml")


def test_the_latest_configuration_that_is_due_is_in_force() -> None:
    dated = [
        parse_config({**embedded(), "effective_from": date}, "x") for date in ("2026-12-01", "2027-01-01")
    ]
    configs = (load_config(None), *dated)
    assert in_force(configs, None) is configs[0]
    assert in_force(configs, "2026-11-30") is configs[0]
    assert in_force(configs, "2026-12-31") is configs[1]
    assert in_force(configs, "2027-06-01") is configs[2]


def test_upcoming_configurations_are_checked_whole_and_need_a_date(tmp_path: Path) -> None:
    base = tmp_path / "kiosk.toml"
    base.write_text("[office]\nname = 'Một'\n", "utf-8")
    assert load_upcoming(base) == ()
    folder = tmp_path / "kiosk.toml.d"
    folder.mkdir()
    later = folder / "2027.toml"
    later.write_text("effective_from = '2027-01-01'\n[policy]\nmax_calls = 2\n", "utf-8")
    (config,) = load_upcoming(base)
    assert (config.effective_from, config.queue_policy.max_calls) == ("2027-01-01", 2)
    later.write_text("[policy]\nmax_calls = 2\n", "utf-8")
    with pytest.raises(ConfigInvalid, match="no effective_from"):
        load_upcoming(base)
    later.write_text("effective_from = '2027-01-01'\n[policy]\nmax_call = 2\n", "utf-8")
    with pytest.raises(ConfigInvalid, match="max_call"):
        load_upcoming(base)
