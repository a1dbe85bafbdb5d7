"""A report is written as CSV, XLSX, JSON and text, and all say the same."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook

from kiosk.cli import run
from kiosk.domain.calendar import Calendar, Span
from kiosk.domain.commands import AnswerHelp, AskHelp
from kiosk.domain.events import Flag, How, LegOutcome, Measure
from kiosk.domain.ticket import State
from kiosk.errors import BadInput
from kiosk.lib.units import DurationMs
from kiosk.reports import wording
from kiosk.reports.check import LEGS_TO_CHECK, draw
from kiosk.reports.export import to_json
from kiosk.reports.figures import By, whole
from kiosk.reports.hours import open_part
from kiosk.reports.legs import Period
from kiosk.reports.measure import Bounds, Sample, summarise
from kiosk.reports.report import Report, gather, make_report
from kiosk.reports.samples import Figure
from kiosk.reports.source import DeskLog, latest_day
from kiosk.reports.table import Table, to_csv
from kiosk.reports.tables import figures_table, tables
from kiosk.reports.workbook import to_xlsx
from tests.memory import folder_in_memory
from tests.offices import Setup
from tests.reports.played import HANOI, VIETNAM, at_hour, play_day, setting, told

PERIOD = Period.parse("2026-11-19", "2026-11-20")
NAMES = {"ho_tich": "Hộ tịch"}


@pytest.fixture(scope="module")
def played() -> Iterator[Setup]:
    with folder_in_memory() as folder:
        office = Setup(folder)
        play_day(office, 19, 5)
        play_day(office, 20, 6)
        yield office
        office.close()


@pytest.fixture(scope="module")
def report(played: Setup) -> Report:
    with DeskLog(played.folder / "state" / "desk.db") as log:
        return make_report(log, PERIOD, By.FIELD, setting(played))


def test_csv_has_vietnamese_headings_and_reads_back(report: Report) -> None:
    text = to_csv(figures_table(report, NAMES))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["Lĩnh vực"] for row in rows][-1] == "Tất cả"
    assert "Hộ tịch" in [row["Lĩnh vực"] for row in rows]
    assert sum(int(row["Số lượt"]) for row in rows[:-1]) == int(rows[-1]["Số lượt"]) == report.whole.tickets
    wait = report.whole.summaries[Figure.WAIT]
    assert wait.mean is not None
    assert float(rows[-1]["Chờ trung bình (phút)"]) == round(wait.mean / 60_000, 1)


def test_the_workbook_holds_every_table(report: Report) -> None:
    made = tables(report, NAMES)
    book = load_workbook(io.BytesIO(to_xlsx(made)))
    assert book.sheetnames == [table.title for table in made]
    for table in made:
        rows = list(book[table.title].iter_rows(values_only=True))
        assert list(rows[0]) == table.headings
        assert len(rows) == len(table.rows) + 1
    assert len(made[-1].rows) == len(report.legs)


def test_text_that_a_spreadsheet_would_run_is_defused() -> None:
    table = Table("Bảng", ["Cán bộ", "Số"], [["=HYPERLINK(1)", -1.5], ["+1", None], ["cb-01", 2]])
    assert to_csv(table).splitlines()[1:] == ["'=HYPERLINK(1),-1.5", "'+1,", "cb-01,2"]
    book = load_workbook(io.BytesIO(to_xlsx([table])))
    assert [row[0] for row in book["Bảng"].iter_rows(min_row=2, values_only=True)] == [
        "'=HYPERLINK(1)",
        "'+1",
        "cb-01",
    ]


def test_json_is_open_and_complete(report: Report, played: Setup) -> None:
    content = json.loads(to_json(report))
    assert (content["format"], content["version"]) == ("mot-cua-kiosk-report", 1)
    assert content["period"] == {"first": "2026-11-19", "last": "2026-11-20"}
    assert content["whole"]["summaries"]["wait"]["mean"] == report.whole.summaries[Figure.WAIT].mean
    assert {leg["ticket"] for leg in content["legs"]} == {
        ticket for ticket, what in told(played).items() if what.date in ("2026-11-19", "2026-11-20")
    }
    assert datetime.fromisoformat(content["made_at"]).tzinfo is not None


def test_the_heat_map_counts_hour_by_weekday(report: Report, played: Setup) -> None:
    counts: Counter[tuple[int, int]] = Counter()
    waits: dict[tuple[int, int], list[float]] = defaultdict(list)
    for ticket in told(played).values():
        if ticket.date in ("2026-11-19", "2026-11-20"):
            came = datetime.fromtimestamp(ticket.issued, HANOI)
            counts[came.weekday(), came.hour] += 1
            if ticket.wait is not None:
                waits[came.weekday(), came.hour].append(ticket.wait * 1000)
    assert {(cell.weekday, cell.hour): cell.tickets for cell in report.heat} == counts
    assert {cell.days for cell in report.heat} == {1}
    for cell in report.heat:
        mine = waits[cell.weekday, cell.hour]
        assert cell.wait.mean == (pytest.approx(sum(mine) / len(mine), abs=1) if mine else None)


def test_the_ten_legs_to_check_are_the_same_for_everyone_who_asks(report: Report) -> None:
    assert len(report.to_check) == LEGS_TO_CHECK
    shuffled = list(report.legs)
    random.Random(1).shuffle(shuffled)
    assert draw(shuffled, PERIOD) == report.to_check
    assert draw(report.legs, Period.parse("2026-11-19", "2026-11-19")) != report.to_check
    assert draw(report.legs[:3], PERIOD) == report.legs[:3]


def test_closed_hours_can_be_left_out_of_waits(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    at_hour(office, 19, 11.25)
    office.desk.tick()
    office.plain("ho_tich")
    at_hour(office, 19, 14)
    office.serve(2, office.seat(2))
    weekly = ((Span(7 * 60 + 30, 11 * 60 + 30), Span(13 * 60 + 30, 17 * 60)),) * 5 + ((), ())
    hours = open_part(Calendar(weekly), VIETNAM)
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        known = setting(office)
        material = gather(
            log,
            Period.parse("2026-11-19", "2026-11-19"),
            type(known)(known.office, known.catalogue, known.zone, known.now, hours),
        )
    summaries = whole(material, "").summaries
    assert summaries[Figure.WAIT].mean == pytest.approx(165 * 60_000, abs=1)
    # Open from 11:15 to 11:30 and from 13:30 to 14:00.
    assert summaries[Figure.WAIT_OPEN].mean == pytest.approx(45 * 60_000, abs=1)
    office.close()


def test_left_out_rows_bound_what_the_figures_could_be() -> None:
    minute = 60_000
    kept = [Sample(DurationMs(value * minute)) for value in (10, 20)]
    out = [Sample(None, "across_reboot"), Sample(DurationMs(40 * minute), "clock_jump")]
    summary = summarise([*kept, *out])
    assert (summary.mean, summary.over_15) == (15 * minute, 0.5)
    assert summary.left_out == {"across_reboot": 1, "clock_jump": 1}
    # At best nobody of the two waited; at worst one as long as the longest, one as recorded.
    assert summary.mean_bounds == Bounds(30 * minute / 4, (30 + 20 + 40) * minute / 4)
    assert summary.over_15_bounds == Bounds(0.25, 0.75)


def test_nothing_measured_gives_no_figure_and_no_fault() -> None:
    summary = summarise([])
    assert (summary.count, summary.mean, summary.p90, summary.over_15, summary.mean_bounds) == (
        0,
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("first", "last"), [("2026-11-21", "2026-11-20"), ("gestern", "2026-11-20"), ("2026-13-01", "2026-13-02")]
)
def test_a_period_that_is_none_is_refused(first: str, last: str) -> None:
    with pytest.raises(BadInput):
        Period.parse(first, last)


def test_the_command_writes_every_form(
    tmp_path: Path, played: Setup, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[desk]\nstate_dir = "{played.folder / "state"}"\n')
    site = ["report", "--config", str(config), "--from", "2026-11-19", "--to", "2026-11-20"]
    assert run([*site, "--by", "officer", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert "cb-01" in [group["name"] for group in content["groups"]]
    assert run([*site, "--by", "hour", "--csv", str(tmp_path / "r.csv")]) == 0
    assert (tmp_path / "r.csv").read_bytes().startswith("\ufeffGiờ,Số lượt".encode())
    assert run([*site, "--xlsx", str(tmp_path / "r.xlsx")]) == 0
    assert "Bản đồ nhiệt" in load_workbook(tmp_path / "r.xlsx").sheetnames
    assert run(site) == 0
    assert "Vì sao tin được" in capsys.readouterr().out
    assert run([*site, "--legs", "wait", "--group", "ho_tich", "--csv", str(tmp_path / "l.csv")]) == 0
    rows = (tmp_path / "l.csv").read_text().splitlines()
    expected = sum(
        t.field == "ho_tich" and t.date in ("2026-11-19", "2026-11-20") for t in told(played).values()
    )
    assert len(rows) == expected + 1
    assert run([*site, "--legs", "wait", "--group", "ho_tich", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rows"]) == expected
    assert run([*site, "--legs", "nonsense"]) == 1
    assert run([*site, "--day", "2026-11-19"]) == 1
    assert run(["report", "--config", str(config), "--day", "2026-11-19", "--csv", "/nowhere/r.csv"]) == 1


def test_a_baseline_stands_beside_the_present(played: Setup) -> None:
    """Ghosts are counted from the raw events: closed at the day's end, and nobody ever saw their bearer."""
    first, second = Period.parse("2026-11-19", "2026-11-19"), Period.parse("2026-11-20", "2026-11-20")
    with DeskLog(played.folder / "state" / "desk.db") as log:
        report = make_report(log, second, By.FIELD, replace(setting(played), baseline=first))
    rows = {row.name: (row.baseline, row.now) for row in report.baseline}
    expected: list[float] = []
    for day in (first, second):
        tickets = [t for t in told(played).values() if t.date == str(day)]
        ghosts = [t for t in tickets if t.started is None and t.outcome == "day_end"]
        expected.append(len(ghosts) * 1000 / len(tickets))
    assert rows["ghosts"] == pytest.approx(tuple(expected))
    assert rows["ghosts"] > (0, 0)
    assert "So với kỳ gốc" in [table.title for table in tables(report, NAMES)]


def test_days_recorded_as_baseline_are_compared_by_themselves(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    day = Period.parse("2026-11-18", "2026-11-18")
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        assert make_report(log, day, By.FIELD, setting(office)).baseline == []
    office.close()
    policy = msgspec.structs.replace(office.config.policy, baseline=True)
    plain_only = Setup(tmp_path / "baseline", config=msgspec.structs.replace(office.config, policy=policy))
    plain_only.plain("ho_tich")
    with DeskLog(tmp_path / "baseline" / "state" / "desk.db") as log:
        report = make_report(log, day, By.FIELD, setting(plain_only))
    assert {row.name: row.baseline for row in report.baseline}["tickets"] == 1
    plain_only.close()


def test_every_state_outcome_and_flag_has_a_vietnamese_word() -> None:
    assert set(wording.STATES_VI) == set(State)
    assert set(wording.OUTCOMES_VI) == set(LegOutcome)
    assert set(wording.MEASURES_VI) == set(Measure)
    assert set(wording.HOW_VI) == set(How)
    assert set(Flag) <= set(wording.REASONS_VI)


def test_lost_and_unsent_events_are_counted(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    for _ in range(3):
        office.plain("ho_tich")
    head = office.journal.head
    office.clock.advance(60)
    office.plain("ho_tich")
    kinds, wall = len(office.kinds()), office.clock.wall_ms
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        assert log.lost() == 0
        assert log.unsent(head.chain, head.seq) == (kinds - head.seq, wall)
        assert log.unsent("", 0)[0] == kinds
        assert log.unsent(head.chain, kinds) == (0, None)
    conn = office.database.conn
    conn.execute("DROP TRIGGER event_is_kept")
    conn.execute("DELETE FROM event WHERE seq IN (3, 5)")
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        assert log.lost() == 2
    office.close()


def test_the_time_at_the_kiosk_is_summed_up_by_the_way_of_taking_a_ticket(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    for door_ms in (4_000, 6_500, 9_000):
        office.send_check_in("ho_tich", door_ms=door_ms)
    office.send_check_in("ho_tich", door_ms=-1)
    office.plain("ho_tich")
    known = setting(office)
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        report = make_report(log, today_of(log), By.FIELD, known)
    office.close()
    assert list(report.door) == [How.PLAIN]
    took = report.door[How.PLAIN]
    assert (took.count, took.median, took.longest) == (3, 6_500, 9_000)
    (table,) = [table for table in tables(report, {}) if table.title == "Tại máy lấy số"]
    assert table.rows == [["số thường", 3, 6.5, 9.0, 9.0]]


def test_calls_for_help_are_summed_up_by_the_time_to_their_answer(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    for wait_s in (20, 40):
        office.send(AskHelp, office.citizen(), screen="start")
        office.clock.advance(wait_s)
        (call,) = office.desk.snapshot().help
        office.send(AnswerHelp, office.officer(), request=call.request)
    office.send(AskHelp, office.citizen(), screen="start")
    office.clock.advance(300)
    known = setting(office)
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        report = make_report(log, today_of(log), By.FIELD, known)
    office.close()
    assert (report.help.count, report.help.still) == (2, 1)
    (table,) = [table for table in tables(report, {}) if table.title == "Gọi người giúp tại máy"]
    ((count, median, _p90, _longest, unanswered),) = table.rows
    assert (count, median, unanswered) == (2, 30, 1)


def test_how_long_central_has_not_followed_is_told(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    office.plain("ho_tich")
    head = office.journal.head
    office.plain("ho_tich")
    office.clock.advance(25 * 60)
    known = setting(office)
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        day = today_of(log)
        behind, alone, level = (
            make_report(log, day, By.FIELD, replace(known, acknowledged=acknowledged))
            for acknowledged in ((head.chain, head.seq), None, (head.chain, office.journal.head.seq))
        )
    office.close()
    assert (behind.offline_ms, alone.offline_ms, level.offline_ms) == (25 * 60_000, None, 0)
    trust = next(table for table in tables(behind, {}) if table.title == "Vì sao tin được")
    assert ["Sự kiện cũ nhất chưa gửi, đã bao lâu (phút)", 25.0] in trust.rows
    assert ["Sự kiện mất (phải là 0)", 0] in trust.rows


def today_of(log: DeskLog) -> Period:
    day = latest_day(log).isoformat()
    return Period.parse(day, day)
