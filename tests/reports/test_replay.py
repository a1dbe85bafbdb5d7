"""What the log shows beyond the legs: overtakes, overrides, promises, people who came back."""

from __future__ import annotations

import statistics
import uuid
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.domain import commands as c
from kiosk.domain.catalogue import Catalogue
from kiosk.domain.ids import CommandId, CounterNo, FieldCode, TicketId
from kiosk.domain.moves import PromiseShown
from kiosk.domain.snapshot_views import TicketView
from kiosk.domain.ticket import State
from kiosk.forecast.ledger import score
from kiosk.lib.units import DurationMs, WallMs
from kiosk.reports.figures import By, Figures, Material, grouped, whole
from kiosk.reports.heat import heat_map
from kiosk.reports.legs import Period, ReportLeg, mark_doubtful
from kiosk.reports.promises import promise_entries
from kiosk.reports.replay import DayFacts
from kiosk.reports.report import gather
from kiosk.reports.samples import Figure
from kiosk.reports.source import DeskLog
from tests.offices import Setup, ticket_of
from tests.reports.played import setting

TODAY = Period.parse("2026-11-18", "2026-11-18")


def material_of(office: Setup) -> Material:
    with DeskLog(office.folder / "state" / "desk.db") as log:
        return gather(log, TODAY, setting(office))


def figures_of(office: Setup) -> Figures:
    return whole(material_of(office), "")


def call_chosen(office: Setup, ticket: TicketView, counter: int) -> TicketView:
    command = c.CallTicket(
        CommandId(str(uuid.uuid4())),
        office.issued(),
        TicketId(ticket.ticket),
        ticket.version,
        CounterNo(counter),
    )
    return ticket_of(office.desk.handle(command, office.officer()))


def test_a_call_out_of_turn_counts_everyone_it_passed(office: Setup) -> None:
    office.seat(2)
    tickets = [ticket_of(office.plain("ho_tich")) for _ in range(4)]
    office.plain("dat_dai_xay_dung")  # waits for another counter, so nobody passes it at counter 2
    call_chosen(office, office.desk.snapshot().waiting[2], 2)
    assert figures_of(office).overtaken == 2
    (overtake,) = next(iter(material_of(office).facts.values())).overtakes
    assert overtake.passed == (tickets[0].ticket, tickets[1].ticket)
    by_officer = {group.name: group.overtaken for group in grouped(material_of(office), By.OFFICER)}
    assert by_officer == {"cb-01": 2, "–": 0}


def test_a_call_in_turn_passes_nobody(office: Setup) -> None:
    for _ in range(3):
        office.plain("ho_tich")
    office.serve(2, office.seat(2))
    assert figures_of(office).overtaken == 0


def test_a_call_that_was_taken_back_passed_nobody(office: Setup) -> None:
    caller = office.seat(2)
    for _ in range(3):
        office.plain("ho_tich")
    called = call_chosen(office, office.desk.snapshot().waiting[2], 2)
    assert figures_of(office).overtaken == 2
    office.act(c.Undo, called, caller)
    assert figures_of(office).overtaken == 0


def test_a_no_show_that_came_back_is_recovered(office: Setup) -> None:
    caller = office.seat(2)
    ticket = ticket_of(office.plain("ho_tich"))
    while ticket.state != State.NO_SHOW:
        ticket = office.act(c.MarkAbsent, ticket_of(office.call_next(2, caller)), caller)
        office.clock.advance(301)
        office.desk.tick()
    assert (figures_of(office).no_shows, figures_of(office).recovered) == (1, 0)
    office.act(c.Return, ticket, caller)
    office.serve(2, caller)
    assert (figures_of(office).no_shows, figures_of(office).recovered) == (1, 1)


def test_a_free_counter_is_idle_only_while_someone_it_serves_waits(office: Setup) -> None:
    office.seat(3)
    office.clock.advance(600)
    office.plain("ho_tich")  # counter 3 does not serve it
    office.clock.advance(600)
    assert figures_of(office).idle_ms == 0
    office.plain("dat_dai_xay_dung")
    office.clock.advance(240)
    assert figures_of(office).idle_ms == 240_000
    fields = {group.name: group.idle_ms for group in grouped(material_of(office), By.FIELD)}
    assert fields == {"ho_tich": 0, "dat_dai_xay_dung": 240_000}


def test_a_counter_that_was_given_other_fields_is_idle_for_those(office: Setup) -> None:
    office.seat(3)
    office.plain("ho_tich")
    office.clock.advance(600)
    fields = (FieldCode("ho_tich"),)
    office.send(c.AssignFields, office.supervisor(), counter=CounterNo(3), fields=fields)
    office.clock.advance(240)
    assert figures_of(office).idle_ms == 240_000


def test_a_days_counters_are_those_with_which_it_opened_not_todays(office: Setup) -> None:
    office.seat(3)
    office.plain("dat_dai_xay_dung")
    office.clock.advance(240)
    without = replace(setting(office), catalogue=Catalogue((), ()))
    with DeskLog(office.folder / "state" / "desk.db") as log:
        assert whole(gather(log, TODAY, without), "").idle_ms == 240_000


def test_who_came_under_a_doubtful_clock_is_in_no_hour(office: Setup) -> None:
    office.plain("ho_tich")
    office.clock.advance(1_200)
    office.serve(2, office.seat(2))
    with DeskLog(office.folder / "state" / "desk.db") as log:
        material = gather(log, TODAY, setting(office))
    assert sum(cell.tickets for cell in heat_map(material)) == 1
    doubtful = replace(material, legs=mark_doubtful(material.legs, {(material.legs[0].ticket, 1)}))
    assert heat_map(doubtful) == []
    assert [group.name for group in grouped(doubtful, By.HOUR)] == ["–"]
    of_hours = whole(replace(doubtful, open_ms=lambda begin, end: DurationMs(end - begin)), "").summaries
    assert of_hours[Figure.WAIT_OPEN].left_out == {"no_clock": 1}
    assert of_hours[Figure.WAIT].count == 1


def test_events_that_retention_deleted_leave_the_legs_figures_standing(office: Setup) -> None:
    office.plain("ho_tich")
    office.clock.advance(300)
    office.serve(2, office.seat(2))
    known = material_of(office)
    gone = Material(known.legs, known.zone, known.days)
    assert whole(gone, "").summaries == figures_of(office).summaries
    assert (whole(gone, "").peak, figures_of(office).peak) == (None, 1)


def test_promises_are_scored_against_the_waits_that_came() -> None:
    """By hand: each promise's error, and the mean of up to ten waits that had ended before it."""
    waits_min = [4, 8, 12, 20, 6, 30, 10, 2, 16, 5, 9, 14, 7]
    legs = [_leg(index, wait) for index, wait in enumerate(waits_min)]
    promises = {
        leg.ticket: PromiseShown(TicketId(leg.ticket), "rule", "1", 3, 10, 15, provisional=False)
        for leg in legs[2:]
    }
    entries = promise_entries(legs, {"d": DayFacts(promises=dict(promises))})
    assert [entry.wait_min for entry in entries] == waits_min[2:]
    for index, entry in enumerate(entries, start=2):
        ended = sorted(
            (i * 40 + wait, wait) for i, wait in enumerate(waits_min) if i * 40 + wait <= index * 40
        )
        assert entry.last10_min == pytest.approx(statistics.fmean(wait for _end, wait in ended[-10:]))
    scores = score(entries)
    assert scores is not None
    assert scores.mae == pytest.approx(statistics.fmean(abs(10 - wait) for wait in waits_min[2:]))
    assert scores.coverage_p90 == pytest.approx(sum(wait <= 15 for wait in waits_min[2:]) / 11)


def test_tickets_without_a_date_are_counted_and_in_no_period(tmp_path: Path) -> None:
    from kiosk.reports.source import tickets_without_date

    office = Setup(tmp_path)
    office.plain("ho_tich")
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        assert tickets_without_date(log) == 0
    office.database.conn.execute("UPDATE day SET date = NULL")
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        assert tickets_without_date(log) == 1
        assert gather(log, TODAY, setting(office)).legs == []
    office.close()


def _leg(index: int, wait_min: int) -> ReportLeg:
    return ReportLeg(
        day=date(2026, 11, 18),
        day_id="d",
        ticket=f"t{index:02d}",
        leg=1,
        first=True,
        visit=f"v{index}",
        field=FieldCode("ho_tich"),
        code=f"B{index:03d}",
        how="plain",
        state="served",
        outcome="served",
        calls=1,
        counter=2,
        officer="cb-01",
        arrived_at=WallMs(index * 40 * 60_000),
        hour=9,
        weekday=2,
        wait_ms=DurationMs(wait_min * 60_000),
        total_wait_ms=DurationMs(wait_min * 60_000),
        walk_ms=None,
        serve_ms=None,
        flags=(),
    )
