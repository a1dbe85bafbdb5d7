"""Leaders' figures at central are the very figures of the offices' own reports."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kiosk.central.duty import viewing
from kiosk.central.reports.answer import Group
from kiosk.central.reports.load import LIKE
from kiosk.central.reports.query import Split
from kiosk.central.reports.reports import Reports
from kiosk.central.scope import Scope
from kiosk.central.session import Session
from kiosk.central.storage import Storage
from kiosk.domain.events import DataShredded, DayOpened, How, TicketCalled, TicketIssued
from kiosk.domain.ids import ChainId, DayId, OfficeId, Seq
from kiosk.reports.check import draw
from kiosk.reports.figures import By, Figures, grouped, whole
from kiosk.reports.heat import heat_map
from kiosk.reports.samples import Figure
from kiosk.reports.staffing import ADVICE_WEEKS, advise
from kiosk.store import event_log
from kiosk.store.codec import recorded
from tests.central.desk_log import DeskLog
from tests.central.devices import Device
from tests.central.reported import (
    DAYS,
    PERIOD,
    PLACES,
    RECEIVED,
    Province,
    asked,
    desk_material,
    hours,
    play_office,
    refreshed,
    send,
)

SAME = (
    "tickets",
    "summaries",
    "service_level",
    "staff_share",
    "abandoned",
    "no_shows",
    "recovered",
    "first_call_answered",
    "early_calls",
    "by_how",
    "on_time",
    "late",
    "satisfaction",
    "promises",
)
"""What the desk's report and central's both tell, under the same names."""


def rows_of(sql: str, session: Session) -> list[tuple[str]]:
    return session.rows(sql)


def check_same(group: Group, desk: Figures) -> None:
    for name in SAME:
        assert getattr(group, name) == getattr(desk, name), name


@pytest.mark.parametrize("office", PLACES)
def test_an_offices_figures_are_those_of_its_own_report(province: Province, office: str) -> None:
    desk = whole(desk_material(province.desks[office]), "")
    group = province.reports.whole(asked(office))
    check_same(group, desk)
    assert group.by_path == desk.by_path
    # None of it is equal because there is nothing of it.
    assert group.tickets > 80
    assert group.summaries[Figure.WAIT_OPEN].mean != group.summaries[Figure.WAIT].mean
    assert group.satisfaction is not None
    assert group.by_path is not None
    assert group.by_path[How.FACE].duplicates > 0
    assert min(group.on_time, group.late, group.early_calls) > 0
    assert group.promises is not None


@pytest.mark.parametrize(
    ("split", "by"),
    [(Split.DAY, By.DAY), (Split.FIELD, By.FIELD), (Split.HOUR, By.HOUR), (Split.OFFICER, By.OFFICER)],
)
def test_every_division_is_that_of_the_offices_own_report(province: Province, split: Split, by: By) -> None:
    desk = grouped(desk_material(province.desks["ha-dong"]), by)
    groups = province.reports.grouped(asked("ha-dong"), split)
    assert [group.name.removeprefix("ha-dong/") for group in groups] == [figures.name for figures in desk]
    for group, figures in zip(groups, desk, strict=True):
        check_same(group, figures)


def test_divisions_by_area_office_week_and_month_add_up_to_the_whole(province: Province) -> None:
    for split, names in (
        (Split.AREA, ["ca-mau", "ha-noi"]),
        (Split.OFFICE, sorted(PLACES)),
        (Split.WEEK, ["2026-11-16", "2026-11-23"]),
        (Split.MONTH, ["2026-11"]),
    ):
        together, groups = province.reports.divided(asked(), split)
        assert [group.name for group in groups] == names
        assert sum(group.tickets for group in groups) == together.tickets
        assert sum(group.office_days for group in groups) == together.office_days == len(PLACES) * len(DAYS)


def test_an_area_holds_its_own_offices_only(province: Province) -> None:
    groups = province.reports.grouped(asked(area="ha-noi"), Split.AREA)
    assert [group.name for group in groups] == ["ha-noi/ba-dinh", "ha-noi/ha-dong"]
    alone = province.reports.whole(asked("ba-dinh"))
    assert replace(groups[0], name="") == alone


def test_the_heat_map_is_that_of_the_offices_own_report(province: Province) -> None:
    desk = heat_map(desk_material(province.desks["ba-dinh"]))
    cells = province.reports.heat_maps(asked("ba-dinh"))[0]
    assert [(int(cell.column), cell.hour, cell.tickets, cell.mean_ms, cell.over_15) for cell in cells] == [
        (cell.weekday, cell.hour, cell.tickets, cell.wait.mean, cell.wait.over_15) for cell in desk
    ]
    by_office = province.reports.heat_maps(asked())[1]
    assert {cell.column for cell in by_office} == set(PLACES)
    assert sum(cell.tickets for cell in by_office) == province.reports.whole(asked()).tickets


def test_the_ten_legs_are_those_of_the_offices_own_report_with_their_events(province: Province) -> None:
    desk = province.desks["ha-dong"]
    drawn = draw(desk_material(desk).legs, PERIOD)
    legs = province.reports.trust(asked("ha-dong")).to_check
    assert [(leg.day, leg.code, leg.leg, leg.wait_ms) for leg in legs] == [
        (leg.day, leg.code, leg.leg, leg.wait_ms) for leg in drawn
    ]
    events = {
        (event.chain, event.seq): recorded(event).data for event in event_log.everything(desk.database.conn)
    }
    for leg in legs:
        assert isinstance(events[ChainId(leg.chain), Seq(leg.issued_seq)], TicketIssued)
        called = events.get((ChainId(leg.chain), Seq(leg.called_seq)))
        assert isinstance(called, TicketCalled) == (leg.wait_ms is not None)
        assert leg.ended_seq > leg.issued_seq


def test_offices_stand_beside_those_of_like_load(province: Province) -> None:
    peers = {peer.office: peer for peer in province.reports.loads(asked())}
    assert set(peers) == set(PLACES)
    for peer in peers.values():
        assert peer.load == pytest.approx(peer.tickets / peer.seat_hours)
        assert peer.peers == tuple(
            other.office
            for other in peers.values()
            if other is not peer and abs((other.load or 0) - (peer.load or 0)) <= LIKE * (peer.load or 0)
        )
    pairs = [peer for peer in peers.values() if peer.peers]
    assert pairs
    for peer in pairs:
        others = [province.reports.whole(asked(office)).summaries[Figure.WAIT] for office in peer.peers]
        total = sum((wait.mean or 0) * wait.count for wait in others)
        assert peer.peer_mean_ms == pytest.approx(total / sum(wait.count for wait in others))


def test_staffing_advice_is_that_of_the_offices_own_report(province: Province) -> None:
    advice = province.reports.advice(asked("ha-dong"))
    assert advice == advise(desk_material(province.desks["ha-dong"], PERIOD.lasting(ADVICE_WEEKS)))
    assert advice.days > 0


def test_what_central_received_late_is_told_with_its_stretches(province: Province) -> None:
    trust = province.reports.trust(asked("ha-dong"))
    # All was sent together, months after it had happened.
    assert trust.late_events == trust.events > 0
    (gap,) = trust.gaps
    assert gap.ends == RECEIVED
    assert (trust.forks, trust.broken_chains, trust.pending, trust.chains) == (0, 0, 0, 1)


def test_what_came_since_is_pending_until_the_days_are_made_anew(storage: Storage, tmp_path: Path) -> None:
    desk = play_office(tmp_path, "ha-dong", 3, days=(20,))
    send(storage, desk, "ha-noi")
    reports = Reports(storage, hours(storage))
    assert reports.trust(asked("ha-dong")).pending == len(desk.kinds())
    assert reports.whole(asked()).tickets == 0
    assert reports.upto(asked("ha-dong")) == RECEIVED
    refreshed(storage)
    assert reports.trust(asked("ha-dong")).pending == 0
    assert reports.upto(asked("ha-dong")) is None
    check_same(reports.whole(asked()), whole(desk_material(desk), ""))
    desk.close()


def test_an_open_day_is_told_as_far_as_central_knows(storage: Storage, log: DeskLog) -> None:
    log.clock.wall_ms = 1_795_000_000_000
    log.open_day("2026-11-20")
    first = log.issue()
    log.clock.advance(1_200)
    log.serve(log.issue())
    device = Device().enrol(storage)
    device.send(storage, log.events())
    refreshed(storage)
    wait = refreshed(storage).whole(asked()).summaries[Figure.WAIT]
    assert (wait.count, wait.still, wait.over_15) == (1, 1, 0.5)
    log.serve(first)
    log.close_day()
    device.send(storage, log.events())
    wait = refreshed(storage).whole(asked()).summaries[Figure.WAIT]
    assert (wait.count, wait.still) == (2, 0)


def test_a_shredded_call_is_taken_out_of_its_days_figures(storage: Storage, log: DeskLog) -> None:
    log.busy_day(3, "2026-11-20")
    device = Device().enrol(storage)
    device.send(storage, log.events())
    assert refreshed(storage).whole(asked()).summaries[Figure.WAIT].count == 3
    called = next(event for event in log.events() if b'"kind":"TicketCalled"' in event.body)
    log.write(DataShredded(called.chain, called.seq, "QD 12/2026"))
    device.send(storage, log.events())
    assert refreshed(storage).whole(asked()).summaries[Figure.WAIT].count == 2


def test_nobody_counts_what_lies_outside_their_areas(storage: Storage, address: str, tmp_path: Path) -> None:
    desks = {office: play_office(tmp_path, office, seed, days=(20,)) for seed, office in enumerate(PLACES)}
    for office, desk in desks.items():
        send(storage, desk, PLACES[office])
    reports = refreshed(storage)
    ours = replace(asked(), scope=Scope(("ha-noi",)))
    both = sum(reports.whole(asked(office)).tickets for office in ("ba-dinh", "ha-dong"))
    assert reports.whole(ours).tickets == both > 0
    assert [place.office for place in reports.places(ours)] == ["ba-dinh", "ha-dong"]
    assert {cell.column for cell in reports.heat_maps(ours)[1]} == {"ba-dinh", "ha-dong"}
    assert {peer.office for peer in reports.loads(ours)} == {"ba-dinh", "ha-dong"}
    assert reports.trust(ours).chains == 2
    if address.startswith("postgres"):
        # The database itself hides the rest, whatever the statement.
        for table in ("report_day", "report_mark"):
            seen = storage.work_as(
                viewing(ours.scope), partial(rows_of, f"SELECT DISTINCT office FROM {table}")
            )
            assert {office for (office,) in seen} == {"ba-dinh", "ha-dong"}
    theirs = replace(asked("an-xuyen"), scope=Scope(("ha-noi",)))
    assert reports.whole(theirs).tickets == 0
    assert reports.trust(theirs).to_check == ()
    assert reports.advice(theirs).days == 0
    for desk in desks.values():
        desk.close()


def test_baseline_days_stand_beside_the_period(storage: Storage, tmp_path: Path) -> None:
    desk = play_office(tmp_path, "ha-dong", 1, days=(20,))
    send(storage, desk, "ha-noi")
    desk.close()
    reports = refreshed(storage)
    assert reports.baseline(asked(), reports.whole(asked())) == []
    plain = DeskLog(tmp_path / "plain.db", office="ba-dinh")
    plain.write(DayOpened(DayId(str(uuid.uuid4())), "2026-10-01", baseline=True))
    plain.serve(plain.issue())
    plain.issue()
    plain.close_day()
    device = Device(OfficeId("ba-dinh")).enrol(storage)
    device.send(storage, plain.events())
    plain.close()
    reports = refreshed(storage)
    rows = {row.name: row for row in reports.baseline(asked(), reports.whole(asked()))}
    assert rows["tickets"].baseline == 2
    assert rows["tickets"].now == reports.whole(asked()).tickets
    assert rows["ghosts"].now is not None
