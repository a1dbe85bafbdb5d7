"""Every figure of the leaders' reports against a computation of its own from the raw lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.central.commands import open_storage
from kiosk.central.postgres_setup import init
from kiosk.central.reports.answer import Group
from kiosk.central.reports.opening import OpeningHours
from kiosk.central.reports.query import Query, Split
from kiosk.central.reports.refresh import Refresher
from kiosk.central.reports.reports import Reports
from kiosk.central.scope import EVERYWHERE, Scope
from kiosk.config import load_config
from kiosk.domain.ids import OfficeId
from kiosk.reports.legs import Period
from kiosk.reports.measure import Bounds, Summary
from tests.central import oracle, oracle_staffing
from tests.central.devices import NOW
from tests.central.oracle_log import Day, Office
from tests.central.province import LAST, SmallProvince, asked_for

WHOLE = Period(date(2026, 11, 13), LAST)
ONE_DAY = Period(LAST, LAST)
WEEK = Period(date(2026, 11, 16), LAST)
BEFORE = Period(date(2026, 11, 1), date(2026, 11, 2))

EVERYTHING = Query(WHOLE, EVERYWHERE)
QUERIES = {
    "everything": EVERYTHING,
    "a week": Query(WEEK, EVERYWHERE),
    "a day": Query(ONE_DAY, EVERYWHERE),
    "nothing": Query(BEFORE, EVERYWHERE),
    "an area": Query(WHOLE, EVERYWHERE, area="tinh-mau/dong-bang"),
    "an area that may be seen": Query(WHOLE, Scope(("tinh-mau/trung-du", "tinh-mau/mien-nui"))),
    "an office": Query(WHOLE, EVERYWHERE, office=OfficeId("vp-003")),
}

WITH_PATHS = {Split.AREA, Split.OFFICE, Split.DAY, Split.WEEK, Split.MONTH}
FEWEST_OF_OFFICER = 5


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def reports(
    request: pytest.FixtureRequest, small_province: SmallProvince, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reports]:
    address = f"sqlite:///{tmp_path_factory.mktemp('province') / 'central.db'}"
    if request.param == "postgresql":
        address = request.getfixturevalue("cluster").create("province")
        init(address, NOW)
    storage = open_storage(address)
    small_province.send_to(storage)
    hours = OpeningHours(storage, load_config(None))
    Refresher(storage, hours).refresh_all()
    yield Reports(storage, hours)
    storage.close()


def written(figure: object) -> object:
    """A figure as the independent computation writes it."""
    match figure:
        case Summary():
            return {name: written(getattr(figure, name)) for name in figure.__dataclass_fields__}
        case Bounds(best, worst):
            return (best, worst)
        case _:
            return figure


def assert_same(ours: object, theirs: object, what: str) -> None:
    """Whole numbers must be equal, others up to the rounding of a sum."""
    if isinstance(theirs, Mapping) and isinstance(ours, Mapping):
        assert {str(key) for key in ours} == {str(key) for key in theirs}, what
        for key, value in ours.items():
            assert_same(value, theirs[str(key)], f"{what}, {key}")
    elif isinstance(theirs, float) or (isinstance(theirs, tuple) and what.endswith(("bounds", "factors"))):
        assert ours == pytest.approx(theirs, rel=1e-9), what
    else:
        assert ours == theirs, what


def assert_group(group: Group, rows: list[oracle.Row], days: Sequence[Day] | None, fewest: int = 1) -> None:
    """A group has exactly the figures of its legs."""
    expected = oracle.figures(rows)
    for name, value in expected.items():
        ours = getattr(group, name)
        if name in {"summaries", "by_how"}:
            ours = {str(key): written(summary) for key, summary in ours.items()}
        assert_same(ours, value, f"{group.name}: {name}")
    assert group.office_days == len({(row.day.office, row.day.id) for row in rows} if days is None else days)
    if days is None:
        assert group.by_path is None
    else:
        assert group.by_path is not None
        by_path = {str(how): asdict(count) for how, count in group.by_path.items()}
        assert_same(by_path, oracle.paths(days), f"{group.name}: by_path")
    said = group.satisfaction
    assert_same(said and asdict(said), oracle.satisfaction(rows, fewest), f"{group.name}: satisfaction")
    assert_same(group.promises and asdict(group.promises), oracle.promises(rows), f"{group.name}: promises")


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_the_figures_of_everything_asked_for_are_those_of_the_raw_lines(
    reports: Reports, offices: list[Office], query: Query
) -> None:
    days = asked_for(offices, query)
    assert_group(reports.whole(query), oracle.rows_of(days), days)


@pytest.mark.parametrize("split", Split)
@pytest.mark.parametrize("query", [EVERYTHING, QUERIES["an area that may be seen"]], ids=["all", "scope"])
def test_each_group_has_the_figures_of_its_own_raw_lines(
    reports: Reports, offices: list[Office], query: Query, split: Split
) -> None:
    days = asked_for(offices, query)
    area = "tinh-mau" if split is Split.AREA else ""
    groups = reports.grouped(replace(query, area=area), split)
    expected = oracle.groups(oracle.rows_of(days), split.value)
    assert [group.name for group in groups] == list(expected)
    fewest = FEWEST_OF_OFFICER if split is Split.OFFICER else 1
    for group in groups:
        rows = expected[group.name]
        of_group = {row.day.id for row in rows}
        whole_days = [day for day in days if day.id in of_group] if split in WITH_PATHS else None
        assert_group(group, rows, whole_days, fewest)


@pytest.mark.parametrize("query", [EVERYTHING, QUERIES["a week"]], ids=["all", "week"])
def test_heat_maps_are_those_of_the_raw_lines(reports: Reports, offices: list[Office], query: Query) -> None:
    rows = oracle.rows_of(asked_for(offices, query))
    by_weekday, by_office = reports.heat_maps(query)
    for cells, column in (
        (by_weekday, lambda row: str(row.date.weekday())),
        (by_office, lambda row: row.day.office),
    ):
        expected = oracle.heat(rows, column)
        assert [(cell.column, cell.hour) for cell in cells] == sorted(expected)
        for cell in cells:
            told = (cell.tickets, cell.mean_ms, cell.over_15)
            assert told == pytest.approx(expected[cell.column, cell.hour])


def test_ghosts_and_hoarding_stand_beside_the_baseline_days(reports: Reports, offices: list[Office]) -> None:
    query = QUERIES["a week"]
    then = [day for office in offices for day in office.days if day.baseline and day.date is not None]
    assert then
    expected = oracle.compared(then, asked_for(offices, query))
    found = {one.name: (one.baseline, one.now) for one in reports.baseline(query, reports.whole(query))}
    assert found.keys() == expected.keys()
    for name, values in found.items():
        assert values == pytest.approx(expected[name]), name


def test_offices_stand_beside_those_of_like_load(reports: Reports, offices: list[Office]) -> None:
    expected = oracle.loads(asked_for(offices, EVERYTHING))
    found = reports.loads(EVERYTHING)
    assert [one.office for one in found] == sorted(expected)
    for one in found:
        for name in (
            "tickets",
            "seat_hours",
            "load",
            "peers",
            "mean_ms",
            "over_15",
            "peer_mean_ms",
            "peer_over_15",
        ):
            assert_same(getattr(one, name), expected[one.office][name], f"{one.office}: {name}")


@pytest.mark.parametrize("query", [EVERYTHING, QUERIES["a day"]], ids=["all", "a day"])
def test_crowds_idle_counters_and_overtakes_are_those_of_the_raw_lines(
    reports: Reports, offices: list[Office], query: Query
) -> None:
    expected = oracle.halls(asked_for(offices, query))
    halls = reports.halls(query)
    found = {hall.office: (hall.told, hall.peak, hall.idle_ms, hall.overtaken) for hall in halls}
    assert found == expected
    if query is EVERYTHING:
        assert all(peak and idle_ms and overtaken for _days, peak, idle_ms, overtaken in found.values())


def test_who_came_under_a_wrong_clock_has_no_hour_and_is_counted(
    reports: Reports, offices: list[Office]
) -> None:
    rows = [row for row in oracle.rows_of(asked_for(offices, EVERYTHING)) if row.is_first]
    doubtful = sum(not row.turn.opened.clock_ok for row in rows)
    assert reports.trust(EVERYTHING).whole.no_hour == doubtful > 0
    for cells in reports.heat_maps(EVERYTHING):
        assert sum(cell.tickets for cell in cells) == len(rows) - doubtful
    (without,) = [one for one in reports.grouped(EVERYTHING, Split.HOUR) if one.name == "–"]
    assert without.tickets == doubtful


@pytest.mark.parametrize("office", ["vp-001", "vp-002", "vp-003"])
def test_staffing_advice_is_what_the_textbook_says_of_the_raw_lines(
    reports: Reports, offices: list[Office], office: str
) -> None:
    query = Query(WHOLE, EVERYWHERE, office=OfficeId(office))
    expected = oracle_staffing.advice(asked_for(offices, query))
    advice = reports.advice(query)
    assert not advice.too_few
    found = {one.hour: one for one in advice.hours if one.weekday is None}
    assert found.keys() == expected.keys()
    for hour, (per_hour, counters, wait_ms) in expected.items():
        assert found[hour].per_hour == pytest.approx(per_hour), hour
        assert found[hour].counters == counters, hour
        assert found[hour].wait_ms == pytest.approx(wait_ms, abs=1), hour


def test_why_believe_it_is_counted_from_the_raw_lines(reports: Reports, offices: list[Office]) -> None:
    days = asked_for(offices, EVERYTHING)
    trust = reports.trust(EVERYTHING)
    undated = oracle.rows_of(day for office in offices for day in office.days if day.date is None)
    assert trust.without_date == sum(row.is_first for row in undated) > 0
    assert trust.bad_clock_events == sum(day.bad_clock for day in days) > 0
    assert trust.late_events == sum(day.late for day in days) > 0
    assert trust.events == sum(day.events for day in days)
    assert trust.chains == sum(len(office.chains) for office in offices) > len(offices)
    assert trust.broken_chains == sum(office.broken_chains for office in offices)
    assert trust.forks == sum(office.forks for office in offices) > 0
    assert trust.pending == 0
    assert {gap.office for gap in trust.gaps} == {day.office for day in days if day.late}
    assert any(summary.left_out for summary in trust.whole.summaries.values())


def test_the_legs_to_check_by_hand_are_found_among_the_raw_lines(
    reports: Reports, offices: list[Office]
) -> None:
    query = QUERIES["an office"]
    rows = {
        (row.date, row.person.code, row.turn.number): row for row in oracle.rows_of(asked_for(offices, query))
    }
    legs = reports.trust(query).to_check
    assert len(legs) == 10
    for leg in legs:
        row = rows[leg.day, leg.code, leg.leg]
        turn = row.turn
        assert (leg.field, leg.arrived_at, leg.chain) == (turn.field, turn.opened.at, turn.chain)
        assert (leg.wait_ms, leg.serve_ms, leg.how) == (row.wait, row.serve, row.person.how)
        assert (leg.issued_seq, leg.called_seq) == (turn.first_seq, turn.called_seq)


def test_the_small_province_shows_all_that_a_report_tells(offices: list[Office]) -> None:
    days = asked_for(offices, EVERYTHING)
    told = oracle.figures(oracle.rows_of(days))
    wait = told["summaries"]["wait"]
    assert {"across_reboot"} <= set(wait["left_out"]) | set(told["summaries"]["serve"]["left_out"])
    assert wait["still"]
    assert all(wait["buckets"])
    names = (
        "no_shows",
        "recovered",
        "early_calls",
        "on_time",
        "late",
        "abandoned",
        "staff_share",
        "face_share",
    )
    assert all(told[name] for name in names)
    counted = oracle.paths(days)
    for name in ("issued", "duplicates", "disputes", "overrides", "ghosts"):
        assert sum(counts[name] for counts in counted.values()), name


def test_the_independent_computation_uses_nothing_of_the_product() -> None:
    for path in Path(oracle.__file__).parent.glob("oracle*.py"):
        imports = [line for line in path.read_text().splitlines() if line.startswith(("import ", "from "))]
        assert imports
        assert not [line for line in imports if "kiosk" in line]
