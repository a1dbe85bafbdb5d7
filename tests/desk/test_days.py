"""Days and clocks: nothing is closed by a doubtful clock, no ticket is lost, no day is merged."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from kiosk.config import load_config
from kiosk.domain import commands as c
from kiosk.domain.alerts import AlertKind
from kiosk.domain.ticket import State
from kiosk.errors import CommandRefused, IllegalMove
from tests.offices import Setup, ticket_of, unit

HOUR_S = 3600
DAY_S = 24 * HOUR_S
MORNING_MS = 1_795_048_200_000
"""2026-11-19T00:30Z, 7:30 in Viet Nam."""


def days(office: Setup) -> list[tuple[str | None, bool]]:
    rows = office.database.conn.execute("SELECT date, closed_at FROM day ORDER BY rowid").fetchall()
    return [(date, closed is not None) for date, closed in rows]


def issued_and_closed(office: Setup) -> tuple[int, int]:
    """Count the places people hold or held, and the tickets that ended unserved, carried ones apart."""
    kinds = office.kinds()
    kept = kinds.count("PlaceKept")
    return kinds.count("TicketIssued") - kept, kinds.count("TicketClosed") - kept


def test_a_forgotten_day_is_closed_the_same_evening_with_every_face(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    office.clock.advance(4 * HOUR_S)
    office.desk.tick()
    assert days(office) == [("2026-11-18", True)]
    assert office.gallery.people()[0] == []
    assert not (office.folder / "run" / "day.key").exists()
    office.desk.tick()
    office.restart()
    assert len(days(office)) == 1


def test_a_day_opened_late_in_the_evening_lives_until_the_next_date(office: Setup) -> None:
    office.send(c.CloseDay, office.officer())
    office.clock.advance(5 * HOUR_S)
    office.send(c.OpenDay, office.officer())
    office.clock.advance(60)
    office.desk.tick()
    assert office.desk.snapshot().day_open
    office.clock.advance(2 * HOUR_S)
    office.desk.tick()
    assert days(office)[1][1]


def test_a_day_closed_by_hand_does_not_begin_again_under_a_doubtful_clock(office: Setup) -> None:
    office.clock.wall_ms += DAY_S * 1000
    office.send(c.CloseDay, office.officer())
    office.desk.tick()
    assert not office.desk.snapshot().day_open


@pytest.mark.parametrize("jump_s", [DAY_S, -DAY_S])
def test_a_clock_that_jumps_a_day_closes_nothing_and_is_asked_about(office: Setup, jump_s: int) -> None:
    office.face("ho_tich", unit(1))
    office.clock.wall_ms += jump_s * 1000
    office.clock.advance(1)
    office.desk.tick()
    shot = office.desk.snapshot()
    assert not shot.clock_ok
    assert AlertKind.CLOCK_DOUBTFUL in {alert.kind for alert in shot.alerts}
    assert [view.code for view in shot.waiting] == ["B001"]
    assert ticket_of(office.plain("ho_tich")).code == "B002"
    assert len(office.gallery.people()[0]) == 1
    office.serve(2, office.seat(2))
    office.clock.wall_ms -= jump_s * 1000
    office.desk.tick()
    assert office.desk.snapshot().clock_ok
    assert days(office) == [("2026-11-18", False)]
    assert office.visits()[0]["wait_s"] == 1.0


def test_at_1970_after_a_reboot_tickets_are_issued_and_called_and_nothing_is_closed(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    office.power_cut(seconds_off=600, wall_ms=0)
    assert office.gallery.people()[0] == []
    shot = office.desk.snapshot()
    assert (shot.clock_ok, shot.hours, [view.code for view in shot.waiting]) == (False, None, ["B001"])
    office.plain("ho_tich")
    assert office.serve(2, office.seat(2)).state is State.SERVED
    assert days(office) == [("2026-11-18", False)]


def test_an_officer_confirms_the_clock_and_time_goes_on_from_there(office: Setup) -> None:
    office.power_cut(seconds_off=600, wall_ms=0)
    caller = office.seat(2)
    with pytest.raises(CommandRefused) as refusal:
        office.send(c.ConfirmClock, caller, at=MORNING_MS - 2 * DAY_S * 1000)
    assert refusal.value.code == "clock_back"
    now = 1_795_000_000_000 + 601_000
    office.send(c.ConfirmClock, caller, at=now)
    office.clock.advance(60)
    office.desk.tick()
    shot = office.desk.snapshot()
    assert (shot.clock_ok, shot.at, shot.date) == (True, now + 60_000, "2026-11-18")
    with pytest.raises(IllegalMove, match="right already"):
        office.send(c.ConfirmClock, caller, at=now)
    office.restart()
    assert office.desk.snapshot().at == now + 60_000


def test_who_came_before_the_clock_was_confirmed_belongs_to_the_new_day_with_their_wait(
    office: Setup,
) -> None:
    office.plain("ho_tich")
    office.power_cut(seconds_off=14 * HOUR_S, wall_ms=1_795_000_060_000)
    office.clock_battery = False
    office.restart()
    early = ticket_of(office.plain("ho_tich"))
    office.clock.advance(300)
    caller = office.seat(2)
    office.send(c.ConfirmClock, caller, at=MORNING_MS)
    office.desk.tick()
    assert days(office) == [("2026-11-18", True), ("2026-11-19", False)]
    (waiting,) = office.desk.snapshot().waiting
    assert (waiting.code, waiting.token) == (early.code, early.token)
    assert waiting.waited_ms == 300_000
    assert ticket_of(office.call_next(2, caller)).code == early.code


def test_a_day_begun_under_a_doubtful_clock_gets_its_date_when_it_is_known(office: Setup) -> None:
    office.send(c.CloseDay, office.officer())
    office.clock_battery = False
    office.power_cut(seconds_off=14 * HOUR_S, wall_ms=0)
    assert days(office)[1:] == [(None, False)]
    office.plain("ho_tich")
    office.send(c.ConfirmClock, office.seat(2), at=MORNING_MS)
    office.desk.tick()
    assert days(office)[1:] == [("2026-11-19", False)]
    assert [view.code for view in office.desk.snapshot().waiting] == ["B001"]


def test_the_network_dates_the_day_too(office: Setup) -> None:
    office.send(c.CloseDay, office.officer())
    office.clock_battery = False
    office.power_cut(seconds_off=14 * HOUR_S, wall_ms=0)
    office.synchronised = True
    office.clock.wall_ms = MORNING_MS
    office.desk.tick()
    assert days(office)[1:] == [("2026-11-19", False)]


def test_a_seat_from_before_a_power_cut_can_be_taken(office: Setup) -> None:
    office.seat(2, 1)
    office.power_cut(seconds_off=60)
    office.plain("ho_tich")
    assert ticket_of(office.call_next(2, office.seat(2, 2))).officer == "cb-02"


def test_a_power_cut_at_ten_loses_no_ticket_of_the_morning(office: Setup) -> None:
    office.clock_battery = False
    office.plain("ho_tich")
    office.power_cut(seconds_off=300)
    office.plain("ho_tich")
    office.send(c.ConfirmClock, office.seat(2), at=office.clock.wall_ms)
    office.desk.tick()
    assert len(days(office)) == 1
    assert [view.code for view in office.desk.snapshot().waiting] == ["B001", "B002"]


DAYS_OFFLINE = 30


def test_thirty_days_offline_with_a_power_cut_every_afternoon_and_no_clock_battery(office: Setup) -> None:
    office.send(c.CloseDay, office.officer())
    office.clock_battery = False
    true_ms = MORNING_MS
    office.power_cut(seconds_off=13 * HOUR_S, wall_ms=0)
    taken = served = 0
    for _ in range(DAYS_OFFLINE):
        assert office.gallery.people()[0] == []
        for person in range(3):
            office.face("ho_tich", unit(person))
        office.plain("chung_thuc")
        taken += 4
        office.clock.advance(1200)
        caller = office.seat(2)
        office.send(c.ConfirmClock, caller, at=true_ms + 1_200_000)
        office.desk.tick()
        assert len(office.desk.snapshot().waiting) == 4
        for _ in range(2):
            served += office.serve(2, caller).state is State.SERVED
        office.clock.advance(7 * HOUR_S)
        office.desk.tick()
        true_ms += DAY_S * 1000
        office.power_cut(seconds_off=16 * HOUR_S, wall_ms=office.clock.wall_ms % 1_000_000)
    office.send(c.ConfirmClock, office.seat(2), at=true_ms + 60_000)
    office.desk.tick()
    dates = [date for date, _ in days(office)]
    first = dt.date(2026, 11, 18)
    assert dates == [str(first + dt.timedelta(days=day)) for day in range(DAYS_OFFLINE + 2)]
    assert issued_and_closed(office) == (taken, taken - served)
    assert served == 2 * DAYS_OFFLINE
    assert [len(v) for v in (office.visits(),)] == [served]
    assert office.gallery.people()[0] == []


def test_the_snapshot_tells_hours_holidays_and_cut_offs(office: Setup) -> None:
    office.clock.advance(14 * HOUR_S + 1620)
    office.desk.tick()
    hours = office.desk.snapshot().hours
    assert hours is not None
    assert (hours.open_now, hours.closes_at, hours.past_cut_off) == (True, "17:00", {})
    office.clock.advance(7 * HOUR_S)
    hours = office.desk.snapshot().hours
    assert hours is not None
    assert hours.past_cut_off == {"chung_thuc": "15:00", "ho_tich": "15:00"}
    assert ticket_of(office.plain("ho_tich")).code == "B001"


def test_a_carry_over_by_policy_keeps_places_over_night_and_nobody_elses_wait(office: Setup) -> None:
    policy = msgspec.structs.replace(load_config(None).policy, day_end="carry_over")
    office.config = msgspec.structs.replace(office.config, policy=policy)
    office.restart()
    kept = ticket_of(office.plain("ho_tich"))
    office.clock.advance(4 * HOUR_S)
    office.desk.tick()
    office.clock.advance(10 * HOUR_S)
    office.desk.tick()
    (carried,) = office.desk.snapshot().waiting
    assert (carried.code, carried.token, carried.waited_ms) == (kept.code, kept.token, 0)
