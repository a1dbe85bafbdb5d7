"""Every figure equals what the raw events say when they are counted in another way."""

from __future__ import annotations

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode, TicketId
from kiosk.domain.moves import Order, OverrideReason
from kiosk.reports.baseline import per_1000, whole_path
from kiosk.reports.figures import By, Material, behind, grouped, whole
from kiosk.reports.legs import Period
from kiosk.reports.report import gather
from kiosk.reports.samples import Figure
from kiosk.reports.source import DeskLog
from tests.memory import folder_in_memory
from tests.offices import Setup, ticket_of, unit
from tests.reports.played import Told, now, play_day, raw_events, setting, told

DAYS = (19, 20, 23)
PERIOD = Period.parse("2026-11-19", "2026-11-23")


@pytest.fixture(scope="module")
def played() -> Iterator[Setup]:
    with folder_in_memory() as folder:
        office = Setup(folder)
        for seed, day in enumerate(DAYS):
            play_day(office, day, seed, close=day != DAYS[-1])
        yield office
        office.close()


@pytest.fixture(scope="module")
def material(played: Setup) -> Material:
    with DeskLog(played.folder / "state" / "desk.db") as log:
        return gather(log, PERIOD, setting(played))


def _over(tickets: list[Told], end: float, minutes: float) -> float:
    """Share over a limit, people who still wait or left uncalled counting once they are over."""
    over = decided = 0
    for ticket in tickets:
        lasted = ticket.wait if ticket.wait is not None else (ticket.closed or end) - ticket.issued
        if ticket.wait is not None or lasted > minutes * 60:
            decided += 1
            over += lasted > minutes * 60
    return over / decided


def _play_told(played: Setup) -> list[Told]:
    return [ticket for ticket in told(played).values() if ticket.date != "2026-11-18"]


def test_waits_are_what_the_raw_events_say(played: Setup, material: Material) -> None:
    tickets = _play_told(played)
    waits = np.array([t.wait for t in tickets if t.wait is not None])
    wait = whole(material, "all").summaries[Figure.WAIT]
    assert wait.count == len(waits) > 100
    assert wait.mean == pytest.approx(waits.mean() * 1000, abs=1)
    assert wait.median == pytest.approx(np.median(waits) * 1000, abs=1)
    assert wait.p90 == pytest.approx(np.percentile(waits, 90, method="inverted_cdf") * 1000, abs=1)
    end = now(played).at / 1000
    uncalled = [(t.closed or end) - t.issued for t in tickets if t.wait is None]
    assert wait.still == len(uncalled) > 0
    assert wait.longest == pytest.approx(max([*waits, *uncalled]) * 1000, abs=1)
    assert wait.over_15 == pytest.approx(_over(tickets, end, 15))
    assert wait.over_30 == pytest.approx(_over(tickets, end, 30))
    minutes = waits / 60
    classes, _edges = np.histogram(minutes, bins=[0, 5, 10, 15, 30, 60, np.inf])
    assert wait.buckets == tuple(classes)


def test_walk_and_service_are_what_the_raw_events_say(played: Setup, material: Material) -> None:
    tickets = _play_told(played)
    summaries = whole(material, "all").summaries
    walks = [t.started - t.calls[-1] for t in tickets if t.started is not None and "walk" not in t.flags]
    served = [
        (t, t.finished - t.started) for t in tickets if t.finished is not None and t.started is not None
    ]
    serves = [serve for t, serve in served if "serve" not in t.flags]
    assert sum(summaries[Figure.SERVE].left_out.values()) == sum("serve" in t.flags for t in tickets)
    for figure, values in ((Figure.WALK, walks), (Figure.SERVE, serves)):
        summary = summaries[figure]
        assert summary.count == len(values)
        assert summary.median == pytest.approx(np.median(values) * 1000, abs=1)
        assert summary.p90 == pytest.approx(np.percentile(values, 90, method="inverted_cdf") * 1000, abs=1)


@pytest.mark.parametrize("by", list(By))
def test_each_group_has_its_own_tickets_and_nobody_elses(played: Setup, material: Material, by: By) -> None:
    names: dict[By, Callable[[Told], str]] = {
        By.DAY: lambda t: t.date,
        By.FIELD: lambda t: t.field,
        By.HOUR: lambda t: f"{t.hour:02d}",
        By.OFFICER: lambda t: t.officer or "–",
    }
    waits: dict[str, list[float]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for ticket in _play_told(played):
        counts[names[by](ticket)] += 1
        if ticket.wait is not None:
            waits[names[by](ticket)].append(ticket.wait)
    groups = grouped(material, by)
    assert [group.name for group in groups] == sorted(counts)
    for group in groups:
        assert group.tickets == counts[group.name]
        mean = group.summaries[Figure.WAIT].mean
        mine = waits[group.name]
        assert mean == (pytest.approx(statistics.fmean(mine) * 1000, abs=1) if mine else None)
    assert sum(group.tickets for group in groups) == whole(material, "all").tickets


def test_no_shows_answers_and_staff_numbers_are_counted(played: Setup, material: Material) -> None:
    tickets = _play_told(played)
    figures = whole(material, "all")
    called = [t for t in tickets if t.calls]
    answered = [t for t in called if len(t.calls) == 1 and t.started is not None]
    assert figures.first_call_answered == pytest.approx(len(answered) / len(called))
    assert figures.staff_share == pytest.approx(sum(t.how == "staff" for t in tickets) / len(tickets))
    left = sum(t.outcome == "cancelled_by_citizen" for t in tickets)
    assert figures.abandoned == pytest.approx(left / len(tickets))
    kinds = [(kind, data) for kind, _at, data in raw_events(played)]
    declared = {data["ticket"] for kind, data in kinds if kind == "NoShowDeclared"}
    assert figures.no_shows == len(declared)
    assert figures.early_calls == sum(
        t.started is not None and t.started - t.calls[-1] > 180 for t in tickets
    )


def test_the_longest_queue_and_idle_counters_are_what_a_second_by_second_count_says(
    played: Setup, material: Material
) -> None:
    """Walk through the raw events with plain sets, and compare peak and idle time."""
    serves = {counter.number: set(counter.fields) for counter in played.config.counter}
    waiting: dict[str, str] = {}
    busy: dict[str, int] = {}
    fields: dict[str, str] = {}
    seated: set[int] = set()
    peak = idle = 0.0
    peaks: Counter[str] = Counter()
    events = list(raw_events(played))
    opened = [
        i for i, (kind, _at, data) in enumerate(events) if kind == "DayOpened" and data["date"] > "2026-11-18"
    ]
    events = [*events[opened[0] :], ("End", now(played).at / 1000, {})]
    for (kind, at, data), (next_kind, later, _data) in pairwise(events):
        ticket = str(data.get("ticket"))
        if kind in ("TicketIssued", "CoolingEnded"):
            fields.setdefault(ticket, data.get("field", ""))
            waiting[ticket] = fields[ticket]
        elif kind == "TicketCalled":
            waiting.pop(ticket, None)
            busy[ticket] = data["counter"]
        elif kind in ("ServiceFinished", "TicketMissed", "NoShowDeclared", "TicketClosed"):
            waiting.pop(ticket, None)
            busy.pop(ticket, None)
        elif kind == "OfficerSignedIn":
            seated.add(data["counter"])
        elif kind == "OfficerSignedOut":
            seated.discard(data["counter"])
        elif kind in ("DayOpened", "DayClosed"):
            waiting, busy, seated = {}, {}, set()
        peak = max(peak, len(waiting))
        for field, count in Counter(waiting.values()).items():
            peaks[field] = max(peaks[field], count)
        free = seated - set(busy.values())
        if any(field in serves[counter] for counter in free for field in waiting.values()):
            idle += later - at
        assert next_kind
    figures = whole(material, "all")
    assert figures.peak == peak > 2
    assert figures.idle_ms == pytest.approx(idle * 1000, abs=len(events))
    assert max(group.peak or 0 for group in grouped(material, By.HOUR)) == peak
    assert {group.name: group.peak for group in grouped(material, By.FIELD)} == peaks


def test_a_figure_opens_to_the_legs_behind_it(played: Setup, material: Material) -> None:
    for by in By:
        for group in grouped(material, by):
            summary = group.summaries[Figure.WAIT]
            found = behind(material, Figure.WAIT, by, group.name)
            kept = [v.value for _leg, v in found if v.value is not None and not v.left_out and not v.still]
            assert len(kept) == summary.count
            assert summary.mean == (statistics.fmean(kept) if kept else None)
            assert len(found) == summary.count + summary.still + sum(summary.left_out.values())
    assert {leg.ticket for leg, _value in behind(material, Figure.WAIT)} == {
        ticket for ticket, what in told(played).items() if what.date > "2026-11-18"
    }


def test_a_person_who_still_waits_past_the_limit_is_counted(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    office.plain("ho_tich")
    office.clock.advance(31 * 60)
    office.plain("ho_tich")
    day = Period.parse("2026-11-18", "2026-11-18")
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        wait = whole(gather(log, day, setting(office)), "").summaries[Figure.WAIT]
    assert (wait.count, wait.mean, wait.still) == (0, None, 2)
    assert (wait.over_15, wait.over_30, wait.longest) == (1.0, 1.0, 31 * 60_000)
    office.close()


def test_a_duplicate_stopped_is_counted_per_thousand(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    office.face("ho_tich", unit(1))
    office.face("ho_tich", unit(1))
    office.face("ho_tich", unit(2))
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        figures = whole(gather(log, Period.parse("2026-11-18", "2026-11-18"), setting(office)), "")
    assert figures.tickets == 2
    assert per_1000(whole_path(figures), "duplicates") == 500
    office.close()


def test_a_flagged_measure_leaves_the_average_and_is_counted(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    caller = office.seat(2)
    for minutes in (2, 4):
        office.plain("ho_tich")
        office.clock.advance(60 * minutes)
        office.serve(2, caller)
    # What the desk writes when an officer forgot to finish; the flag is what this test needs, not its cause.
    office.database.conn.execute(
        "UPDATE leg SET flags = 'serve:forgot_finish', serve_ms = 5400000 WHERE code = 'B002'"
    )
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        summaries = whole(
            gather(log, Period.parse("2026-11-18", "2026-11-18"), setting(office)), ""
        ).summaries
    serve, wait = summaries[Figure.SERVE], summaries[Figure.WAIT]
    assert (serve.count, serve.mean, serve.left_out) == (1, 60_000, {"forgot_finish": 1})
    assert serve.mean_bounds is not None
    assert (serve.mean_bounds.best, serve.mean_bounds.worst) == (30_000, (60_000 + 5_400_000) / 2)
    assert (wait.count, wait.mean, wait.left_out) == (2, 180_000, {})
    office.close()


def test_the_service_level_and_parity_are_what_the_raw_events_say(played: Setup, material: Material) -> None:
    tickets = _play_told(played)
    figures = whole(material, "all")
    assert figures.service_level == pytest.approx(1 - _over(tickets, now(played).at / 1000, 15))
    for how in How:
        waits = [t.wait for t in tickets if t.wait is not None and t.how == how]
        median = figures.by_how[how].median
        assert median == (pytest.approx(statistics.median(waits) * 1000, abs=1) if waits else None)


def test_the_total_wait_adds_the_queues_of_a_transfer(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    caller, other = office.seat(2, 1), office.seat(3, 2)
    office.plain("ho_tich")
    office.clock.advance(120)
    ticket = office.act(c.Start, ticket_of(office.call_next(2, caller)), caller)
    office.clock.advance(60)
    command = c.Transfer(
        CommandId("t"),
        office.issued(),
        TicketId(ticket.ticket),
        ticket.version,
        Order.IN_ORDER,
        FieldCode("dat_dai_xay_dung"),
    )
    office.desk.handle(command, caller)
    office.clock.advance(180)
    office.serve(3, other)
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        material = gather(log, Period.parse("2026-11-18", "2026-11-18"), setting(office))
    figures = whole(material, "")
    assert figures.tickets == 1
    assert figures.summaries[Figure.WAIT].mean == 120_000
    assert figures.summaries[Figure.TOTAL_WAIT].mean == 300_000
    assert figures.outcomes == {"served": 1, "transferred_field": 1}
    fields = {group.name: group.tickets for group in grouped(material, By.FIELD)}
    assert fields == {"dat_dai_xay_dung": 0, "ho_tich": 1}
    office.close()


def test_disputes_overrides_and_doubtful_clocks_are_counted(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    first = ticket_of(office.face("ho_tich", unit(1)))
    office.face("ho_tich", unit(1))
    field = FieldCode("ho_tich")
    office.desk.handle(
        c.DisputeMatch(CommandId("d"), office.issued(), TicketId(first.ticket), field), office.citizen()
    )
    caller = office.seat(2)
    reason = OverrideReason.SECOND_DOSSIER
    override = c.IssueByStaff(
        CommandId("o"), office.issued(), field, reason=reason, despite=TicketId(first.ticket)
    )
    office.desk.handle(override, caller)
    office.clock.wall_ms -= 3_600_000
    office.plain("chung_thuc")
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        figures = whole(gather(log, Period.parse("2026-11-18", "2026-11-18"), setting(office)), "")
    bodies = [json.loads(body) for (body,) in office.database.conn.execute("SELECT body FROM event")]
    doubtful = sum(not body["clock_ok"] for body in bodies)
    assert figures.bad_clock_events == doubtful > 0
    assert figures.by_path is not None
    face = figures.by_path["face"]
    assert (face.issued, face.duplicates, face.disputes, face.overrides, face.ghosts) == (1, 1, 1, 1, 0)
    office.close()
