"""Whole seasons: the promises reach their bars, sellers of places gain nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kiosk.cli import run
from kiosk.errors import BadInput
from kiosk.sim.day import DayPlayed
from kiosk.sim.figures import Figures, figures_of, misses
from kiosk.sim.hoarder import Path, play_hoarding
from kiosk.sim.presets import PRESETS
from kiosk.sim.season import Day, play_season, shift_before


def no_progress(_done: int, _total: int) -> None:
    pass


@pytest.fixture(scope="module")
def season() -> list[Day]:
    return play_season(PRESETS["ha-dong"], 20, 1, 1, no_progress)


@pytest.fixture(scope="module")
def figures(season: list[Day]) -> Figures:
    return figures_of(season)


def test_twenty_days_of_ha_dong_reach_the_bars_of_the_promised_wait(figures: Figures) -> None:
    assert misses(figures, counters=5) == []
    assert figures.mae <= 0.65 * figures.mae_last10
    assert figures.mae <= 1.05 * figures.mae_open_counters
    assert 0.85 <= figures.coverage_p90 <= 0.95
    assert figures.under_5 < figures.under_5_last10


def test_the_figures_are_those_of_the_days(season: list[Day], figures: Figures) -> None:
    waits = [leg.wait_ms / 60_000 for day in season for leg in day.played.legs if leg.wait_ms is not None]
    assert figures.mean_wait == pytest.approx(sum(waits) / len(waits))
    assert figures.share_over_15 == pytest.approx(sum(wait > 15 for wait in waits) / len(waits))
    assert figures.visits == sum(len(day.played.owner) for day in season)
    errors = [abs(o.rule_min - o.wait_min) for day in season for o in day.offers if o.wait_min is not None]
    assert figures.mae_open_counters == pytest.approx(sum(errors) / len(errors))


def test_a_day_is_corrected_by_the_days_before_it_only(season: list[Day]) -> None:
    changed = [*season[:10], *[replace(day, offers=()) for day in season[10:]]]
    assert [shift_before(season, day) for day in range(11)] == [
        shift_before(changed, day) for day in range(11)
    ]
    assert shift_before(season, 0) == 0


def test_a_miss_of_a_bar_is_named(figures: Figures) -> None:
    bad = replace(figures, mae=figures.mae_last10, coverage_p90=0.83)
    assert [miss.split()[0] for miss in misses(bad, counters=5)] == ["mae", "mae", "coverage_p90"]
    assert len(misses(bad, counters=1)) == 2


def test_the_same_seed_gives_the_same_figures_on_one_core_or_two() -> None:
    office = PRESETS["commune"]
    one = play_season(office, 4, 7, 1, no_progress)
    two = play_season(office, 4, 7, 2, no_progress)
    assert one == two
    assert one != play_season(office, 4, 8, 1, no_progress)


def test_a_season_without_a_wait_has_no_figures() -> None:
    with pytest.raises(BadInput, match="simulate more days"):
        figures_of([Day(DayPlayed([], {}, {}, frozenset()))])


def test_progress_is_told_for_both_passes() -> None:
    told: list[tuple[int, int]] = []
    play_season(PRESETS["commune"], 2, 1, 1, lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_seller_of_ten_places_costs_honest_citizens_less_than_two_minutes() -> None:
    hoarding = play_hoarding(PRESETS["ha-dong"], 20, 1, 10, jobs=1, progress=no_progress)
    assert hoarding.worst_extra_wait <= 2.0
    assert hoarding.worst_extra_wait_in_field <= 2.0
    for path in (Path.PHOTOS, Path.NUMBERS):
        assert hoarding.with_rules[path].extra_wait < hoarding.without_rules[path].extra_wait
    assert hoarding.without_rules[Path.NUMBERS].taken == 10
    assert hoarding.with_rules[Path.PHOTOS].taken < 3


def test_the_command_prints_what_was_promised_and_what_came(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["simulate", "--preset", "commune", "--days", "6", "--seed", "1", "--jobs", "1", "--json"]) == 0
    )
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    wanted = {"mae", "mae_last10", "mae_open_counters", "under_5", "coverage_p90", "mean_wait"}
    assert wanted | {"share_over_15", "max_overtaken", "misses"} <= set(told)
    assert (told["preset"], told["days"], told["seed"]) == ("commune", 6, 1)
    assert printed.err == ""


def test_the_command_prints_a_sellers_harm_with_and_without_our_rules(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["simulate", "--days", "2", "--hoarder", "10", "--jobs", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["with_rules"]) == set(told["without_rules"]) == {"photos", "numbers", "numbers_slowly"}
    assert run(["simulate", "--days", "2", "--hoarder", "10", "--jobs", "1"]) == 0
    assert "with_rules" in capsys.readouterr().out
