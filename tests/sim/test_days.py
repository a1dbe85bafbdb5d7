"""Simulated days: who comes, what they meet, and that the rules hold."""

from __future__ import annotations

import time
from collections import Counter

import numpy as np
import pytest

from kiosk.domain.ticket import Ticket
from kiosk.errors import BadInput
from kiosk.forecast.service_times import Library
from kiosk.sim.day import DayInPlay
from kiosk.sim.desk import SimulatedDesk
from kiosk.sim.officers import shifts_of
from kiosk.sim.people import people_of
from kiosk.sim.presets import (
    LUNCH_ENDS_MIN,
    LUNCH_MIN,
    MIX,
    MS_PER_MIN,
    PRESETS,
    SERVICE_MIN,
    Preset,
    preset,
)
from kiosk.sim.season import POLICY, Knowledge, Task, play_day


def test_the_mix_and_the_hours_are_whole() -> None:
    assert sum(MIX.values()) == pytest.approx(1)
    assert set(SERVICE_MIN) == set(MIX)
    assert {code for each in PRESETS.values() for counter in each.counters for code in counter} == set(MIX)


@pytest.mark.parametrize("name", list(PRESETS))
def test_an_office_has_a_counter_for_every_field(name: str) -> None:
    assert {code for counter in PRESETS[name].counters for code in counter} == set(MIX)


def test_an_unknown_preset_is_refused_with_those_that_exist() -> None:
    with pytest.raises(BadInput, match="ha-dong"):
        preset("atlantis")


def test_as_many_people_come_as_the_preset_says_most_on_mondays() -> None:
    office = PRESETS["ha-dong"]
    counts = [len(people_of(office, day, np.random.default_rng(day))) for day in range(500)]
    by_weekday = [np.mean(counts[weekday::5]) for weekday in range(5)]
    assert by_weekday == pytest.approx([104, 84, 76, 72, 72], rel=0.03)


def test_people_bring_the_mix_the_times_and_the_priority_of_the_preset() -> None:
    office = PRESETS["large-ward"]
    people = [p for day in range(40) for p in people_of(office, day, np.random.default_rng(day))]
    fields = Counter(person.field for person in people)
    for code, share in MIX.items():
        assert fields[code] / len(people) == pytest.approx(share, abs=0.02)
        mean, sd = SERVICE_MIN[code]
        served = [person.service_ms / MS_PER_MIN for person in people if person.field == code]
        assert np.mean(served) == pytest.approx(mean, rel=0.15)
        assert np.std(served) == pytest.approx(sd, rel=0.35)
    assert np.mean([person.is_priority for person in people]) == pytest.approx(0.2, abs=0.02)
    assert np.mean([person.answers_call is None for person in people]) == pytest.approx(0.05, abs=0.01)
    assert people_of(office, 3, np.random.default_rng(1)) == people_of(office, 3, np.random.default_rng(1))


def test_counters_are_empty_at_lunch_and_never_all_day() -> None:
    office = PRESETS["commune"]
    for day in range(30):
        for shifts in shifts_of(office, np.random.default_rng(day)):
            assert shifts
            for shift in shifts:
                assert shift.start_ms < shift.end_ms
                assert shift.end_ms <= LUNCH_MIN * MS_PER_MIN or shift.start_ms >= LUNCH_ENDS_MIN * MS_PER_MIN


class AllTickets:
    """Hears of every place whose owner has to wait."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def issued(self, desk: SimulatedDesk, ticket: Ticket) -> None:
        assert ticket.leg.directed is None
        assert desk.office.tickets[ticket.id] is ticket
        self.heard.append(ticket.id)


def played(office: Preset, day: int, watcher: AllTickets | None = None) -> DayInPlay:
    rng = np.random.default_rng(day)
    people = people_of(office, day, rng)
    desk = SimulatedDesk(office.catalogue, POLICY, day, day)
    return DayInPlay(desk, people, shifts_of(office, rng), watcher)


def test_everybody_gets_one_ticket_and_whoever_answers_is_served() -> None:
    office = PRESETS["ha-dong"]
    watcher = AllTickets()
    day = played(office, 0, watcher)
    result = day.play()
    assert sorted(result.owner.values()) == list(range(len(day.people)))
    assert len(watcher.heard) + len(result.direct) == len(day.people)
    outcomes = Counter(leg.outcome for leg in result.legs)
    assert set(outcomes) <= {"served", "day_end", "no_show"}
    patient = {i for i, p in enumerate(day.people) if p.answers_call is not None and p.patience_ms is None}
    served = {result.owner[leg.ticket] for leg in result.legs if leg.outcome == "served"}
    assert patient <= served


def test_nobody_is_called_at_lunch_nor_by_an_empty_counter() -> None:
    result = played(PRESETS["ha-dong"], 1).play()
    for leg in result.legs:
        if leg.wait_ms is None:
            continue
        called_min = (leg.arrived_at + leg.wait_ms - 1_798_736_400_000) / MS_PER_MIN - 24 * 60
        assert not LUNCH_MIN < called_min < LUNCH_ENDS_MIN


@pytest.mark.parametrize("name", ["ha-dong", "large-ward"])
def test_nobody_is_overtaken_beyond_the_age_cap(name: str) -> None:
    for day in range(5):
        assert max(played(PRESETS[name], day).play().overtaken.values()) <= POLICY.max_overtaken


def test_a_day_of_a_large_ward_takes_under_a_second_and_with_forecasts_under_twenty() -> None:
    office = PRESETS["large-ward"]
    begun = time.process_time()
    plain = play_day(Task(office, 1, 1))
    assert time.process_time() - begun < 1.0
    assert len(plain.played.owner) > 230
    begun = time.process_time()
    forecast = play_day(Task(office, 1, 1, Knowledge(Library(served=100), {})))
    assert time.process_time() - begun < 20.0
    assert forecast.offers
    assert forecast.played == plain.played, "what is promised changes nobody's day"
