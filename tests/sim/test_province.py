"""A simulated province: the same for the same seed, with everything in it that a year brings."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from kiosk.domain.events import ChainStarted, DayClosed, DayOpened, How, LegOutcome, TicketIssued
from kiosk.domain.figures import leg_rows
from kiosk.domain.moves import ClockSet
from kiosk.domain.office import Office, fold
from kiosk.domain.ticket import State
from kiosk.sim.province import PLACES, Place, places_of, working_days
from kiosk.sim.province_desk import Said
from kiosk.sim.province_office import OfficeDay, days_at

DATES = working_days(6, date(2026, 11, 20))


@pytest.fixture(scope="module")
def places() -> list[Place]:
    return places_of(3, DATES, 1)


@pytest.fixture(scope="module")
def played(places: list[Place]) -> dict[str, list[OfficeDay]]:
    return {place.office: list(days_at(place)) for place in places}


def everything(played: dict[str, list[OfficeDay]]) -> list[Said]:
    return [said for days in played.values() for day in days for said in day.said]


def test_working_days_leave_out_weekends_and_holidays() -> None:
    days = working_days(8, date(2026, 2, 25))
    assert days[-1] == date(2026, 2, 25)
    assert days[0] == date(2026, 2, 9)
    assert all(day.weekday() < 5 for day in days)
    assert not {date(2026, 2, 16), date(2026, 2, 20)} & set(days)


def test_a_larger_province_has_the_smaller_ones_offices_in_several_areas_with_different_loads() -> None:
    few, many = places_of(20, DATES, 7), places_of(200, DATES, 7)
    assert many[:20] == few
    assert len({place.office for place in many}) == 200
    assert len({area for area, _kind in PLACES}) == 4
    assert max(place.preset.per_day for place in few) > 20 * min(place.preset.per_day for place in few)


def test_the_same_seed_gives_the_same_days_and_another_seed_others(
    places: list[Place], played: dict[str, list[OfficeDay]]
) -> None:
    smallest = places[2]
    assert list(days_at(smallest)) == played[smallest.office]
    assert list(days_at(places_of(3, DATES, 2)[2])) != played[smallest.office]


def test_every_chain_counts_from_one_and_goes_on_where_the_one_before_ended(
    played: dict[str, list[OfficeDay]],
) -> None:
    for days in played.values():
        last: tuple[str, int] | None = None
        for said in (said for day in days for said in day.said):
            event = said.recorded
            if isinstance(event.data, ChainStarted):
                before = (event.data.previous_chain, event.data.previous_seq)
                assert before == (last or (None, None))
                assert event.seq == 1
            else:
                assert last == (event.chain, event.seq - 1)
            last = (event.chain, event.seq)


def test_who_was_set_aside_and_called_again_did_not_walk_backwards(
    played: dict[str, list[OfficeDay]],
) -> None:
    rows = []
    for days in played.values():
        office = Office()
        for said in (said for day in days for said in day.said):
            if isinstance(said.recorded.data, DayClosed):
                rows += [row for ticket in office.tickets.values() for row in leg_rows(ticket)]
                assert not [t for t in office.tickets.values() if t.state is State.SERVING]
            office = fold(office, said.recorded)
    assert any(row.outcome == LegOutcome.TRANSFERRED_FIELD for row in rows)
    assert all(row.walk_ms is None or row.walk_ms >= 0 for row in rows)
    assert all(row.serve_ms is None or row.serve_ms >= 0 for row in rows)


def test_the_first_days_are_a_baseline_without_faces(played: dict[str, list[OfficeDay]]) -> None:
    for days in played.values():
        hows = [
            {said.recorded.data.how for said in day.said if isinstance(said.recorded.data, TicketIssued)}
            for day in days
        ]
        assert How.FACE not in hows[0]
        assert How.FACE in hows[-1]


def test_clocks_fail_and_are_confirmed_or_never(played: dict[str, list[OfficeDay]]) -> None:
    events = [said.recorded for said in everything(played)]
    undated = [e for e in events if isinstance(e.data, DayOpened) and e.data.date is None]
    confirmed = [e.data for e in events if isinstance(e.data, ClockSet) and e.data.day_id is not None]
    assert len(undated) > len(confirmed) > 0
    assert any(not event.moment.clock_ok for event in events)
    assert sum(isinstance(e.data, ChainStarted) for e in events) > len(played)


def test_an_acts_first_event_alone_carries_a_command(played: dict[str, list[OfficeDay]]) -> None:
    said = everything(played)
    named = [one for one in said if one.command_id is not None]
    assert len({one.command_id for one in named}) == len(named)
    assert all(one.actor != "system" for one in named)
    actors = Counter(one.actor.split(":")[0].split("@")[0] for one in said)
    assert set(actors) == {"citizen", "officer", "system"}
